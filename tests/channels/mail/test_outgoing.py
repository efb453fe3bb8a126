"""Mails as the reader's provider sees them: envelope, threading, manners, body, and what a refusal means."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.mail.channel import MailChannel
from channels.mail.settings import MailSettings, Relay
from channels.mail.tokens import Tokens
from routing.errors import SendError
from routing.messages import Author, Channel, Choice, Outbound, Source
from tests.channels.mail.mail_room import CountingBell, MemoryFiles, MemoryMailRoom
from tests.parts.smtp_sink import smtp_sink

SECRET = b"0123456789abcdef0123456789abcdef"
READER = "li@reader.example"
ANSWER = Outbound(
    message_id=7001,
    conversation_id=9001,
    case="R-7K3M-2Q9A",
    channel=Channel.MAIL,
    address=READER,
    author=Author.BOT,
    name=None,
    text="您可以在“我的图书馆”里续借。",
    html="<p>您可以在“我的图书馆”里<b>续借</b>。</p>",
    language="zh-CN",
    choices=(),
    sources=(),
    attachments=(),
    subject="怎么续借?",
    envelope={"message_id": "<q1@reader.example>", "recipient": "law@library.example", "verified": "1"},
    at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    tries=1,
)
BY_HAND = replace(ANSWER, author=Author.LIBRARIAN, name="王馆员")


@pytest.fixture
async def sink():
    async with smtp_sink() as opened:
        yield opened


@pytest.fixture
def files():
    return MemoryFiles()


@pytest.fixture
def channel(sink, files):
    return mail_channel(Relay("127.0.0.1", sink.port, tls="none"), files)


def mail_channel(relay, files=None):
    settings = MailSettings(
        secret=SECRET,
        addresses=("ask@library.example", "law@library.example"),
        relay=relay,
        library_zh="示例大学图书馆",
        library_en="Example University Library",
    )
    return MailChannel(room=MemoryMailRoom(), bell=CountingBell(), files=files or MemoryFiles(), settings=settings)


async def sent(channel, sink, outbound):
    await channel.send(outbound)
    return (await sink.wait_for(1))[-1]


async def test_an_answer_carries_text_and_html(channel, sink):
    mail = await sent(channel, sink, ANSWER)

    assert "您可以在“我的图书馆”里续借。" in mail.body("plain")
    assert "<b>续借</b>" in mail.body("html")


async def test_an_answer_comes_from_the_mailbox_that_was_written_to(channel, sink):
    mail = await sent(channel, sink, ANSWER)

    assert mail.mail["From"] == "示例大学图书馆 <law@library.example>"
    assert mail.recipients == (READER,)


async def test_a_librarians_answer_shows_the_librarians_name(channel, sink):
    mail = await sent(channel, sink, BY_HAND)

    assert mail.mail["From"].addresses[0].display_name == "王馆员 · 示例大学图书馆"


async def test_the_reply_address_is_a_token_for_this_conversation_and_this_reader(channel, sink):
    mail = await sent(channel, sink, ANSWER)

    local = mail.mail["Reply-To"].addresses[0].username
    assert Tokens(SECRET).is_reply_of(local.removeprefix("law+"), READER)


async def test_an_answer_is_threaded_below_the_readers_mail(channel, sink):
    envelope = ANSWER.envelope | {"references": "<a@reader.example> <b@reader.example>"}

    mail = await sent(channel, sink, replace(ANSWER, envelope=envelope))

    assert mail.mail["In-Reply-To"] == "<q1@reader.example>"
    assert mail.mail["References"].split() == ["<a@reader.example>", "<b@reader.example>", "<q1@reader.example>"]


async def test_very_long_message_ids_survive_the_folding_of_headers(channel, sink):
    long_id = f"<{'x' * 300}@reader.example>"

    mail = await sent(channel, sink, replace(ANSWER, envelope={"message_id": long_id}))

    assert f"In-Reply-To: {long_id}\r\n".encode() in mail.raw


async def test_a_second_attempt_has_the_same_message_id(channel, sink):
    await channel.send(ANSWER)
    await channel.send(replace(ANSWER, tries=2))

    first, second = await sink.wait_for(2)
    assert first.mail["Message-ID"] == second.mail["Message-ID"]
    assert Tokens(SECRET).own_message(first.mail["Message-ID"]) == ANSWER.message_id


async def test_an_automatic_mail_says_so_and_takes_no_bounces(channel, sink):
    mail = await sent(channel, sink, ANSWER)

    assert (mail.sender, mail.mail["Auto-Submitted"]) == ("", "auto-replied")
    assert mail.mail["X-Auto-Response-Suppress"] == "All"


async def test_a_librarians_mail_is_not_automatic_and_its_bounce_names_it(channel, sink):
    mail = await sent(channel, sink, BY_HAND)

    token = mail.sender.partition("@")[0].removeprefix("law+")
    assert (mail.mail["Auto-Submitted"], Tokens(SECRET).bounced_message(token)) == (None, BY_HAND.message_id)


@pytest.mark.parametrize("face", ["plain", "html"])
async def test_the_footer_names_case_and_way_to_a_librarian_in_both_languages(channel, sink, face):
    body = (await sent(channel, sink, ANSWER)).body(face)

    assert "R-7K3M-2Q9A" in body
    assert "自动服务" in body
    assert "automatic service" in body


async def test_a_librarians_mail_does_not_claim_to_be_automatic(channel, sink):
    body = (await sent(channel, sink, BY_HAND)).body("plain")

    assert "自动服务" not in body
    assert "Reply to this mail to reach a librarian" in body


async def test_offered_entries_and_sources_are_named(channel, sink):
    offer = replace(
        ANSWER, choices=(Choice("renew", "续借图书"),), sources=(Source("借阅规则", "https://library.example/loans"),)
    )

    mail = await sent(channel, sink, offer)

    assert "- 续借图书" in mail.body("plain")
    assert '<a href="https://library.example/loans"' in mail.body("html")


async def test_a_message_without_html_is_escaped(channel, sink):
    mail = await sent(channel, sink, replace(ANSWER, text="a < b\n<script>alert(1)</script>", html=""))

    assert "a &lt; b<br>&lt;script&gt;" in mail.body("html")


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("怎么续借?", "Re: 怎么续借?"),
        ("Re: 回复：RE: hours", "Re: hours"),
        ("", "Re: 您的咨询"),
        ("x" * 300, "Re: " + "x" * 96),
        ("hello\r\nBcc: victim@elsewhere.example", "Re: hello Bcc: victim@elsewhere.example"),
    ],
)
async def test_the_subject_is_answered_once_and_in_one_line(channel, sink, subject, answered):
    mail = await sent(channel, sink, replace(ANSWER, subject=subject))

    assert (mail.mail["Subject"], mail.mail["Bcc"]) == (answered, None)


async def test_a_strangers_subject_loses_its_links(channel, sink):
    subject = "win at https://evil.example/x or evil.example now"

    mail = await sent(channel, sink, replace(ANSWER, subject=subject, envelope={"verified": "0"}))

    assert mail.mail["Subject"] == "Re: win at or now"


async def test_a_name_cannot_break_out_of_its_header(channel, sink):
    mail = await sent(channel, sink, replace(BY_HAND, name='x"\r\nBcc: victim@elsewhere.example'))

    assert (mail.mail["Bcc"], mail.mail["From"].addresses[0].addr_spec) == (None, "law@library.example")


async def test_an_attachment_is_sent_under_its_name(channel, sink, files):
    attachment = await files.keep("借阅\r\n规则.pdf", "application/pdf", b"%PDF-1.4")

    mail = await sent(channel, sink, replace(ANSWER, attachments=(attachment,)))

    part = next(mail.mail.iter_attachments())
    assert (part.get_filename(), part.get_content()) == ("借阅 规则.pdf", b"%PDF-1.4")


async def test_no_bare_line_end_leaves_us(channel, sink):
    mail = await sent(channel, sink, replace(ANSWER, text="one\rtwo\nthree\r\nfour"))

    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert b"\r" not in mail.raw.replace(b"\r\n", b"")


async def test_a_notice_goes_out_in_the_librarys_name(channel, sink):
    await channel.send_notice("desk@library.example", "有读者在等待 / A reader is waiting", "15 分钟")

    mail = (await sink.wait_for(1))[0]
    assert (mail.recipients, mail.sender) == (("desk@library.example",), "")
    assert (mail.mail["Subject"], mail.mail["Auto-Submitted"]) == (
        "有读者在等待 / A reader is waiting",
        "auto-generated",
    )


@pytest.mark.parametrize(("refusal", "permanent"), [("451 4.3.0 later", False), ("554 5.7.1 no", True)])
async def test_a_refused_mail_is_lost_for_now_or_for_good(channel, sink, refusal, permanent):
    sink.refusals.append(refusal)

    with pytest.raises(SendError) as failure:
        await channel.send(ANSWER)

    assert failure.value.permanent is permanent


async def test_a_refused_address_is_not_repeated_in_the_failure(channel, sink):
    sink.recipient_refusals.append("550 5.1.1 <li@reader.example> unknown")

    with pytest.raises(SendError) as failure:
        await channel.send(ANSWER)

    assert (failure.value.permanent, READER in str(failure.value)) == (True, False)


async def test_an_address_that_is_none_is_a_failure_for_good(channel):
    with pytest.raises(SendError) as failure:
        await channel.send(replace(ANSWER, address="li@reader.example> SIZE=1"))

    assert failure.value.permanent


async def test_a_relay_that_does_not_listen_is_tried_again_soon(unused_tcp_port):
    with pytest.raises(SendError) as failure:
        await mail_channel(Relay("127.0.0.1", unused_tcp_port, tls="none")).send(ANSWER)

    assert (failure.value.permanent, failure.value.retry_after) == (False, None)


async def test_without_a_relay_the_mail_waits_and_says_which_setting_is_missing():
    with pytest.raises(SendError, match="RIC_MAIL_RELAY") as failure:
        await mail_channel(None).send(ANSWER)

    assert (failure.value.permanent, failure.value.retry_after) == (False, 300)
