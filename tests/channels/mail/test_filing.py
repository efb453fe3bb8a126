"""From a stored raw mail to a filed message: thread, trust, manners, limits."""

from dataclasses import replace

import pytest

from channels.mail.channel import MailChannel
from channels.mail.filing import Filing
from channels.mail.glance import external_id
from channels.mail.reader_process import ReaderProcess
from channels.mail.settings import MailSettings, Relay
from channels.mail.tokens import Tokens
from routing.errors import Unavailable
from routing.mail_ports import RawMail
from routing.messages import Author, Channel
from tests.channels.mail.conftest import SECRET
from tests.channels.mail.mail_room import NOW, CountingBell, MemoryFiles, MemoryMailRoom, store_is_down
from tests.channels.mail.payloads import hostile, payload
from tests.parts.house import outbound
from tests.parts.smtp_sink import smtp_sink

TOKENS = Tokens(SECRET)
READER = "li@reader.example"
OURS = "ask@library.example"
PASS = "Authentication-Results: mx.library.example; dmarc=pass header.from=reader.example\r\n"


class Office:
    """The filing step over a store in memory: mails go in, filed mails come out."""

    def __init__(self, settings):
        self.room, self.files = MemoryMailRoom(), MemoryFiles()
        self.reader = ReaderProcess()
        self.filing = Filing(room=self.room, files=self.files, settings=settings, clock=lambda: NOW, reader=self.reader)

    async def receive(self, raw, *, to=OURS, mail_from=READER):
        raw = raw.encode() if isinstance(raw, str) else raw
        await self.room.store_raw(RawMail(external_id(raw, to), mail_from, to, raw))
        while await self.filing.step():
            pass
        return self.room.rows[-1]


@pytest.fixture
async def office(settings):
    opened = Office(replace(settings, authserv="mx.library.example"))
    yield opened
    await opened.filing.stop()


def mail(text="hello", *, number=1, sender=READER, more=""):
    return f"{more}From: Li <{sender}>\r\nMessage-ID: <{number}@reader.example>\r\nSubject: hours\r\n\r\n{text}\r\n"


async def test_a_mail_is_filed_with_what_an_answer_will_need(office):
    filed = (await office.receive(mail(), to="law@library.example")).filed

    assert (filed.inbound.address, filed.inbound.name, filed.inbound.text, filed.subject) == (
        READER,
        "Li",
        "hello",
        "hours",
    )
    assert filed.inbound.envelope["message_id"] == "<1@reader.example>"
    assert filed.inbound.envelope["recipient"] == "law@library.example"


async def test_only_the_new_part_is_the_message_and_the_rest_is_folded(office):
    filed = (await office.receive(payload("qq_reply"))).filed

    assert filed.inbound.text == "我还是不会，请馆员帮忙。"
    assert filed.folded.startswith("------------------ 原始邮件")


async def test_what_a_mail_carries_is_kept(office):
    filed = (await office.receive(payload("attachments"))).filed

    assert await office.files.read(filed.inbound.attachments[0]) == b"%PDF-1.4"


async def test_text_stays_text_in_the_html_of_a_mail(office):
    filed = (await office.receive(mail("<img src=x onerror=alert(1)>"))).filed

    assert filed.html == "<p>&lt;img src=x onerror=alert(1)&gt;</p>"


async def test_a_card_number_is_masked_everywhere(office):
    filed = (await office.receive(mail("card 4111 1111 1111 1111\r\n\r\n> 4111 1111 1111 1111"))).filed

    assert "1111" not in filed.inbound.text + filed.html + filed.folded


async def test_a_sender_that_our_server_vouches_for_is_verified(office):
    assert (await office.receive(mail(more=PASS))).filed.verified


async def test_another_sender_only_claims_to_be_who_from_says(office):
    filed = (await office.receive(mail())).filed

    assert (filed.verified, filed.claimed_address) == (False, READER)


async def test_a_plus_address_continues_its_conversation(office):
    first = await office.receive(mail())
    token = TOKENS.reply(first.conversation_id, READER)

    again = await office.receive(mail(number=2), to=f"ask+{token}@library.example")

    assert again.filed.conversation_id == first.conversation_id


async def test_a_stranger_with_a_valid_plus_address_joins_the_thread_unverified_and_as_himself(office):
    first = await office.receive(mail())
    token = TOKENS.reply(first.conversation_id, READER)

    other = await office.receive(mail(sender="wang@other.example"), to=f"ask+{token}@library.example")

    assert (other.filed.conversation_id, other.filed.verified) == (first.conversation_id, False)
    assert other.filed.inbound.address == "wang@other.example"


@pytest.mark.parametrize("spoil", [lambda token: "", lambda token: token[:-1], lambda token: token[:-3] + "aaa"])
async def test_a_spoilt_plus_address_opens_a_new_conversation(office, spoil):
    first = await office.receive(mail())
    token = spoil(TOKENS.reply(first.conversation_id, READER))

    again = await office.receive(mail(number=2), to=f"ask+{token}@library.example")

    assert again.filed.conversation_id is None


async def test_a_plus_address_of_another_installation_opens_a_new_conversation(office):
    first = await office.receive(mail())
    foreign = Tokens(b"another installation's own secret").reply(first.conversation_id, READER)

    again = await office.receive(mail(number=2), to=f"ask+{foreign}@library.example")

    assert again.filed.conversation_id is None


@pytest.mark.parametrize("header", ["In-Reply-To: {}", "References: <x@x.example> {} <y@y.example>"])
async def test_a_message_id_of_ours_continues_its_conversation(office, header):
    first = await office.receive(mail())
    message_id = TOKENS.message_id(office.room.answer(first), "library.example")

    again = await office.receive(mail(number=2, more=header.format(message_id) + "\r\n"))

    assert again.filed.conversation_id == first.conversation_id


async def test_a_message_id_of_ours_counts_only_for_those_who_take_part(office):
    first = await office.receive(mail())
    message_id = TOKENS.message_id(office.room.answer(first), "library.example")

    other = await office.receive(mail(number=2, sender="wang@other.example", more=f"In-Reply-To: {message_id}\r\n"))

    assert other.filed.conversation_id is None


async def test_the_same_subject_joins_nothing(office):
    await office.receive(mail())

    assert (await office.receive(mail(number=2))).filed.conversation_id is None


async def test_a_machines_first_mail_gets_no_answer_and_wants_nobody(office):
    filed = (await office.receive(mail(more="Auto-Submitted: auto-generated\r\n"))).filed

    assert (filed.quiet, filed.close) == (True, True)


async def test_a_mail_that_only_its_subject_calls_automatic_is_not_answered_but_shown(office):
    filed = (await office.receive(payload("out_of_office"))).filed

    assert (filed.quiet, filed.close) == (True, False)


@pytest.mark.parametrize(("author", "answered"), [(Author.BOT, False), (Author.LIBRARIAN, True)])
async def test_another_house_like_ours_is_answered_only_where_a_person_writes(office, author, answered):
    async with smtp_sink() as sink:
        settings = MailSettings(
            secret=b"the other house's own secret 123", relay=Relay("127.0.0.1", sink.port, tls="none")
        )
        other = MailChannel(room=MemoryMailRoom(), bell=CountingBell(), files=MemoryFiles(), settings=settings)
        await other.send(outbound("hello", address=OURS, author=author, channel=Channel.MAIL))
        came = sink.mails[0]

    filed = (await office.receive(came.raw.replace(b"<ask@library.example>", b"<desk@other.example>"))).filed

    assert filed.quiet is not answered


async def test_our_own_mail_that_comes_back_is_not_answered(office):
    raw = mail().replace("<1@reader.example>", TOKENS.message_id(7001, "library.example"))

    filed = (await office.receive(raw)).filed

    assert (filed.quiet, filed.close) == (True, True)


async def test_the_sixth_first_mail_of_a_day_is_shown_but_not_answered(office):
    filed = [(await office.receive(mail(number=number))).filed for number in range(6)]

    assert [one.quiet for one in filed] == [False] * 5 + [True]
    assert not filed[5].close


async def test_later_mails_of_a_thread_do_not_count_as_first_ones(office):
    first = await office.receive(mail(number=0))
    to = f"ask+{TOKENS.reply(first.conversation_id, READER)}@library.example"

    later = [(await office.receive(mail(number=number), to=to)).filed for number in range(1, 8)]

    assert not any(one.quiet for one in later)


async def test_a_bounce_to_our_signed_return_path_marks_the_message_and_its_reader(office):
    first = await office.receive(mail())
    message_id = office.room.answer(first)
    to = f"ask+{TOKENS.bounce(message_id)}@library.example"

    bounce = await office.receive(payload("bounce_rfc3464"), to=to, mail_from="")

    assert office.room.bounced == [(message_id, READER, "failed 5.1.1")]
    assert (bounce.filed.conversation_id, bounce.filed.quiet) == (first.conversation_id, True)


async def test_a_bounce_that_holds_our_message_id_marks_the_message_and_its_reader(office):
    first = await office.receive(mail())
    message_id = office.room.answer(first)
    ours = TOKENS.message_id(message_id, "library.example").encode()

    await office.receive(payload("bounce_rfc3464").replace(b"@OUR-MESSAGE-ID@", ours), mail_from="")

    assert office.room.bounced == [(message_id, READER, "failed 5.1.1")]


async def test_a_bounce_without_anything_of_ours_marks_nobody(office):
    await office.receive(mail())

    filed = (await office.receive(payload("bounce_rfc3464"), mail_from="")).filed

    assert (office.room.bounced, filed.quiet, filed.close) == ([], True, True)


async def test_a_delayed_mail_marks_nobody(office):
    first = await office.receive(mail())
    to = f"ask+{TOKENS.bounce(office.room.answer(first))}@library.example"

    await office.receive(payload("bounce_delayed"), to=to, mail_from="")

    assert office.room.bounced == []


async def test_a_mail_without_from_is_filed_under_its_return_path(office):
    filed = (await office.receive(payload("no_from"), mail_from="wang@Reader.example")).filed

    assert (filed.inbound.address, filed.claimed_address) == ("wang@reader.example", None)


@pytest.mark.parametrize("name", sorted(hostile()))
async def test_every_hostile_mail_is_filed(office, name):
    filed = (await office.receive(hostile()[name])).filed

    assert filed is not None


async def test_a_mail_that_cannot_be_read_in_time_goes_to_a_librarian(settings):
    office = Office(settings)
    office.filing = Filing(
        room=office.room, files=office.files, settings=settings, clock=lambda: NOW, reader=ReaderProcess(seconds=0.02)
    )
    slow = b"From: li@reader.example\r\nContent-Type: text/html\r\n\r\n<table>" + b"<tr><td>x</td></tr>" * 50_000

    filed = (await office.receive(slow)).filed
    await office.filing.stop()

    assert (filed.unreadable, filed.inbound.address, filed.close) == (True, READER, False)


async def test_a_mail_that_was_claimed_three_times_in_vain_is_filed_as_unreadable(office):
    await office.room.store_raw(RawMail("x", READER, OURS, mail().encode()))
    for _ in range(3):
        await office.room.claim_raw(1)

    await office.filing.step()

    assert office.room.filed()[0].unreadable


async def test_a_mail_is_filed_once_the_store_is_back(office):
    await office.room.store_raw(RawMail("x", READER, OURS, mail().encode()))
    office.room.broken = store_is_down()
    with pytest.raises(Unavailable):
        await office.filing.step()

    office.room.broken = None
    await office.filing.step()

    assert office.room.filed()[0].inbound.text == "hello"


async def test_without_mail_there_is_nothing_to_do(office):
    assert not await office.filing.step()
