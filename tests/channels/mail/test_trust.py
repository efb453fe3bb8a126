"""Who a sender is believed to be: only by the topmost word of the library's own mail server."""

import pytest

from channels.mail.reading import read_mail
from channels.mail.trust import is_authenticated
from tests.channels.mail.payloads import payload

OURS = "mx.library.example"


def trusted(*results, sender="li@reader.example"):
    headers = [f"Authentication-Results: {result}" for result in results]
    mail = read_mail("\r\n".join([*headers, f"From: {sender}", "", "text"]).encode())
    return is_authenticated(mail, OURS)


@pytest.mark.parametrize(
    "result",
    [
        f"{OURS}; dmarc=pass header.from=reader.example",
        f"{OURS} 1; dmarc=pass (p=reject dis=none) header.from=reader.example",
        "MX.Library.Example; DMARC=Pass header.from=Reader.Example",
        f"{OURS}; spf=fail smtp.mailfrom=x@other.example; dkim=pass header.d=reader.example",
        f"{OURS}; dkim=pass header.i=@reader.example header.s=k",
        f"{OURS}; spf=pass smtp.mailfrom=li@reader.example",
        f"{OURS}; dkim=fail header.d=reader.example; spf=pass smtp.mailfrom=reader.example",
    ],
)
def test_a_sender_that_our_server_vouches_for_is_authenticated(result):
    assert trusted(result)


@pytest.mark.parametrize(
    "result",
    [
        f"{OURS}; none",
        f"{OURS}; dmarc=fail header.from=reader.example; dkim=pass header.d=reader.example",
        f"{OURS}; dmarc=pass header.from=evil.example",
        f"{OURS}; dkim=pass header.d=evil.example",
        f"{OURS}; dkim=pass header.d=example",
        f"{OURS}; dkim=pass header.d=sub.reader.example",
        f"{OURS}; spf=pass smtp.helo=reader.example",
        f"{OURS}; spf=softfail smtp.mailfrom=reader.example",
        "mx.evil.example; dmarc=pass header.from=reader.example",
        f'{OURS}; spf=fail smtp.mailfrom="x; dmarc=pass header.from=reader.example; y"@evil.example',
        f"{OURS}; spf=fail (x; dmarc=pass header.from=reader.example) smtp.mailfrom=evil.example",
        f"evil.example; x=y ({OURS}; dmarc=pass)",
    ],
)
def test_anything_less_authenticates_nobody(result):
    assert not trusted(result)


def test_a_forged_copy_below_our_servers_own_word_is_ignored():
    assert not trusted(
        f"{OURS}; dmarc=fail header.from=reader.example", f"{OURS}; dmarc=pass header.from=reader.example"
    )


def test_without_a_server_to_believe_nobody_is_authenticated():
    mail = read_mail(b"Authentication-Results: x; dmarc=pass\r\nFrom: li@reader.example\r\n\r\ntext")

    assert not is_authenticated(mail, None)


def test_a_mail_with_two_senders_is_nobodys():
    assert not is_authenticated(read_mail(payload("two_senders")), OURS)


def test_a_mail_with_two_from_headers_is_nobodys():
    mail = read_mail(
        f"Authentication-Results: {OURS}; dmarc=pass\r\nFrom: a@x.example\r\nFrom: a@x.example\r\n\r\n".encode()
    )

    assert not is_authenticated(mail, OURS)
