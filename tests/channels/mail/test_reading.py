"""Reading: real oddities come out as text, hostile mails stay within the caps, and nothing raises."""

import pytest

from channels.mail.mime import MAX_PARTS, read_parts
from channels.mail.people import Person
from channels.mail.reading import ReadMail, read_mail
from tests.channels.mail.payloads import FOLDER, hostile, nested, payload


def test_a_chinese_mail_is_read():
    mail = read_mail(payload("plain_chinese"))

    assert (mail.subject, mail.written) == ("怎么续借？", "您好，请问怎么续借图书？")
    assert (mail.sender(), mail.message_id) == (Person("李四", "li@reader.example"), "<plain-1@reader.example>")


def test_what_is_called_gb2312_may_hold_letters_of_gbk():
    mail = read_mail(payload("gb2312_with_gbk_letters"))

    assert (mail.sender().name, mail.subject, mail.written) == ("朱镕", "请问", "朱镕先生的书在哪里？")


def test_a_character_cut_in_two_between_encoded_words_is_whole_again():
    assert read_mail(payload("subject_split_inside_a_character")).subject == "图书馆"


def test_headers_in_raw_gb18030_are_read():
    mail = read_mail(payload("eight_bit_headers"))

    assert (mail.sender().name, mail.subject, mail.written) == ("王五", "请问开馆时间", "几点开门？")


def test_utf_8_that_is_called_latin_1_is_read_as_utf_8():
    assert read_mail(payload("wrong_charset")).written == "这其实是 UTF-8。"


def test_nul_and_an_unknown_charset_leave_text_that_can_be_stored():
    written = read_mail(payload("nul_and_unknown_charset")).written

    assert written.startswith("before\ufffdafter")
    assert "\x00" not in written


def test_the_circled_digits_of_japanese_mail_are_read():
    assert read_mail(payload("iso_2022_jp_nec_row")).written == "①テスト ok"


def test_a_mail_without_from_has_no_sender():
    mail = read_mail(payload("no_from"))

    assert (mail.sender(), mail.written) == (Person("", ""), "Who wrote this?")


def test_html_becomes_text_without_scripts_and_the_quoted_part_is_folded():
    mail = read_mail(payload("html_only"))

    assert mail.written == "第一段 & more\n\nsecond\nline"
    assert "old text" in mail.folded


def test_what_outlook_quotes_is_folded():
    mail = read_mail(payload("outlook_html_reply"))

    assert (mail.written, "旧内容" in mail.folded) == ("谢谢，明白了。", True)


def test_what_qq_mail_quotes_is_folded():
    mail = read_mail(payload("qq_reply"))

    assert (mail.subject, mail.written) == ("回复： Re: 怎么续借", "我还是不会，请馆员帮忙。")


def test_attachments_are_listed_with_names_that_are_safe():
    files = read_mail(payload("attachments")).files

    assert [(file.name, file.type) for file in files] == [
        ("借阅.pdf", "application/pdf"),
        ("图.png", "image/png"),
        ("attachment-3.eml", "message/rfc822"),
    ]
    assert files[0].data == b"%PDF-1.4"


def test_of_two_alternatives_the_one_with_words_is_shown():
    mail = read_mail(payload("alternative_with_empty_plain"))

    assert (mail.written, mail.files) == ("only here", ())


def test_lines_that_flow_are_joined():
    assert read_mail(payload("flowed")).written == "This sentence goes on here.\nNext one."


def test_all_senders_of_a_mail_are_seen():
    senders = read_mail(payload("two_senders")).senders

    assert [sender.address for sender in senders] == ["dean@library.example", "li@reader.example"]


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.eml")))
def test_every_mail_is_also_read_when_cut_off_anywhere(name):
    raw = payload(name)

    mails = [read_mail(raw[:length]) for length in range(0, len(raw), 7)]

    assert all(isinstance(mail, ReadMail) for mail in mails)


@pytest.mark.parametrize("name", sorted(hostile()))
def test_a_hostile_mail_is_read_within_the_caps(name):
    mail = read_mail(hostile()[name])

    assert len(mail.subject) <= 500
    assert max(len(mail.senders), len(mail.to), len(mail.files)) <= 200


def test_parts_below_the_twentieth_level_stay_unread():
    depth = sum(part.type == "multipart/mixed" for part in read_parts(nested(1_000)).walk())

    assert depth == 21


def test_parts_beyond_the_two_hundredth_stay_unread():
    parts = read_parts(hostile()["20,000 parts"])

    assert len(parts.parts) == MAX_PARTS
