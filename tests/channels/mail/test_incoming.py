"""SMTP as an outside client sees it: what is taken, what is refused, and that 250 means stored."""

import asyncio
import smtplib

import pytest
from aiosmtplib.errors import SMTPDataError, SMTPRecipientRefused, SMTPResponseException, SMTPSenderRefused

from tests.channels.mail.mail_room import store_is_down

MAIL = b"From: Li <li@reader.example>\r\nTo: ask@library.example\r\nMessage-ID: <1@reader.example>\r\n\r\nHello\r\n"
OURS = "ask@library.example"


async def hand_in(door, raw=MAIL, *, to=(OURS,), sender="li@reader.example"):
    async with door.client() as client:
        await client.mail(sender)
        for recipient in to:
            await client.rcpt(recipient)
        return await client.data(raw)


async def test_a_mail_is_stored_raw_before_it_is_thanked_for(door):
    answer = await hand_in(door)

    assert answer.code == 250
    assert [(row.mail.mail_from, row.mail.raw) for row in door.room.rows] == [("li@reader.example", MAIL)]


async def test_a_stored_mail_rings_the_bell(door):
    await hand_in(door)

    assert door.bell.rung == ["mail"]


async def test_an_ordinary_client_of_the_standard_library_gets_through(door):
    def send():
        with smtplib.SMTP("127.0.0.1", door.port, local_hostname="reader.example") as client:
            return client.sendmail("li@reader.example", [OURS], MAIL)

    refused = await asyncio.to_thread(send)

    assert refused == {}
    assert len(door.room.rows) == 1


async def test_an_unknown_recipient_is_refused_for_good(door):
    with pytest.raises(SMTPRecipientRefused) as refused:
        await hand_in(door, to=["nobody@library.example"])

    assert refused.value.code == 550


async def test_we_relay_for_nobody(door):
    with pytest.raises(SMTPRecipientRefused) as refused:
        await hand_in(door, to=["victim@elsewhere.example"])

    assert refused.value.code == 550


@pytest.mark.parametrize("recipient", ["ASK@Library.example", "ask+rabc@library.example", "law@library.example"])
async def test_our_mailboxes_are_known_in_any_case_and_with_a_token(door, recipient):
    answer = await hand_in(door, to=[recipient])

    assert answer.code == 250


async def test_a_mail_to_two_mailboxes_is_stored_once_for_each(door):
    await hand_in(door, to=[OURS, "law@library.example", OURS])

    assert [row.mail.recipient for row in door.room.rows] == [OURS, "law@library.example"]


async def test_a_reply_to_all_is_stored_once_and_names_its_thread(door):
    await hand_in(door, to=[OURS, "ask+rabc@library.example", "law@library.example"])

    assert [row.mail.recipient for row in door.room.rows] == ["ask+rabc@library.example", "law@library.example"]


async def test_the_same_mail_again_is_thanked_for_and_not_stored_again(door):
    await hand_in(door)

    answer = await hand_in(door)

    assert answer.code == 250
    assert len(door.room.rows) == 1


async def test_another_sender_with_a_used_message_id_is_stored(door):
    await hand_in(door)

    await hand_in(door, MAIL.replace(b"li@reader", b"wang@reader"))

    assert len(door.room.rows) == 2


async def test_a_store_that_is_down_means_try_later_and_shows_nothing_of_us(door):
    door.room.broken = store_is_down()

    with pytest.raises(SMTPDataError) as refused:
        await hand_in(door)

    assert (refused.value.code, "secret" in refused.value.message) == (451, False)


async def test_any_other_fault_of_ours_means_try_later_too(door):
    door.room.broken = RuntimeError("secret")

    with pytest.raises(SMTPDataError) as refused:
        await hand_in(door)

    assert (refused.value.code, "secret" in refused.value.message) == (451, False)


async def test_a_mail_that_is_announced_too_large_is_refused_at_once(door):
    async with door.client() as client:
        await client.ehlo()

        with pytest.raises(SMTPSenderRefused) as refused:
            await client.mail("li@reader.example", options=["SIZE=26214401"])

    assert refused.value.code == 552


async def test_a_mail_that_turns_out_too_large_is_refused(door):
    with pytest.raises(SMTPDataError) as refused:
        await hand_in(door, MAIL + (b"x" * 998 + b"\r\n") * 26_300)

    assert refused.value.code == 552
    assert door.room.rows == []


async def test_a_line_of_fifteen_thousand_characters_is_stored(door):
    answer = await hand_in(door, MAIL + b"x" * 15_000 + b"\r\n")

    assert answer.code == 250


async def test_a_mail_of_one_line_of_a_million_characters_is_stored(door):
    answer = await hand_in(door, MAIL + b"x" * 1_000_000 + b"\r\n")

    assert answer.code == 250


async def converse(door, *lines):
    """Send lines as they are, wait for the server to end the session, and return all that it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    for line in (b"EHLO reader.example\r\n", b"MAIL FROM:<li@reader.example>\r\n", *lines):
        writer.write(line)
        await writer.drain()
    said = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return said.decode()


async def test_dots_at_the_beginning_of_lines_come_through(door):
    await hand_in(door, MAIL + b"..\r\n.text\r\n. \r\n")

    assert door.room.rows[0].mail.raw == MAIL + b"..\r\n.text\r\n. \r\n"


async def test_an_empty_mail_is_a_mail(door):
    said = await converse(door, b"RCPT TO:<ask@library.example>\r\n", b"DATA\r\n", b".\r\n", b"QUIT\r\n")

    assert ("250 2.0.0 stored" in said, [row.mail.raw for row in door.room.rows]) == (True, [b""])


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n\x00.\r\n", b"\r\n.\r\r\n"]
)
async def test_nothing_but_a_dot_between_full_line_ends_ends_a_mail(door, end):
    smuggled = MAIL + b"text" + end + b"MAIL FROM:<dean@library.example>\r\n"

    await converse(door, b"RCPT TO:<ask@library.example>\r\nDATA\r\n", smuggled + b"\r\n.\r\n", b"QUIT\r\n")

    assert len(door.room.rows) == 1
    assert b"dean@library.example" in door.room.rows[0].mail.raw


async def test_the_end_of_a_mail_is_found_however_it_is_cut_into_pieces(door):
    pieces = [MAIL[at : at + 1] for at in range(len(MAIL))] + [b"\r", b"\n", b".", b"\r", b"\n"]

    await converse(door, b"RCPT TO:<ask@library.example>\r\n", b"DATA\r\n", *pieces, b"QUIT\r\n")

    assert door.room.rows[0].mail.raw == MAIL + b"\r\n"


async def test_commands_that_a_hasty_client_sends_along_are_answered(door):
    rest = b".\r\nRSET\r\nQUIT\r\n"

    said = await converse(door, b"RCPT TO:<ask@library.example>\r\nDATA\r\n" + MAIL + rest)

    assert [line[:3] for line in said.splitlines()[-4:]] == ["354", "250", "250", "221"]


async def test_a_client_that_leaves_in_the_middle_of_a_mail_leaves_nothing_behind(door):
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(b"EHLO x\r\nMAIL FROM:<li@reader.example>\r\nRCPT TO:<ask@library.example>\r\nDATA\r\nhalf a ")
    await reader.readuntil(b"354")
    writer.close()
    await writer.wait_closed()

    answer = await hand_in(door)

    assert (answer.code, len(door.room.rows)) == (250, 1)


async def test_bytes_that_are_no_text_are_stored_as_they_came(door):
    raw = MAIL + b"\x00\xff\xfe \xd6\xd0\xce\xc4\r\n"

    await hand_in(door, raw)

    assert door.room.rows[0].mail.raw == raw


async def test_an_address_in_utf_8_is_taken(door):
    async with door.client() as client:
        await client.mail("李@读者.example", options=["SMTPUTF8"], encoding="utf-8")
        await client.rcpt(OURS)
        answer = await client.data(MAIL)

    assert (answer.code, door.room.rows[0].mail.mail_from) == (250, "李@读者.example")


async def test_a_null_return_path_is_kept_as_an_empty_one(door):
    await hand_in(door, sender="")

    assert door.room.rows[0].mail.mail_from == ""


async def test_one_mail_names_at_most_twenty_recipients(door):
    recipients = [f"ask+{number}@library.example" for number in range(21)]

    with pytest.raises(SMTPRecipientRefused) as refused:
        await hand_in(door, to=recipients)

    assert refused.value.code == 452


async def test_a_client_that_repeats_a_command_without_end_is_cut_off(door):
    async with door.client() as client:
        for _ in range(50):
            await client.noop()

        with pytest.raises(SMTPResponseException) as refused:
            await client.noop()

    assert refused.value.code == 421


async def test_the_port_is_free_again_after_the_channel_stopped(door):
    client = door.client()
    await client.connect()
    await door.stop()

    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", door.port)
    client.close()
