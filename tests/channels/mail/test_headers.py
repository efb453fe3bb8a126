"""Headers: people, parameters and encoded words, as forgiving as mail has to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.headers import decode_words, split_mail
from channels.mail.parameters import read_value
from channels.mail.people import Person, read_people


@pytest.mark.parametrize(
    ("value", "person"),
    [
        ("li@Reader.Example", Person("", "li@reader.example")),
        ("Li Si <li@reader.example>", Person("Li Si", "li@reader.example")),
        ('"Li, Si" <li@reader.example>', Person("Li, Si", "li@reader.example")),
        ("li@reader.example (Li Si)", Person("Li Si", "li@reader.example")),
        ("=?utf-8?B?5p2O5Zub?= <li@reader.example>", Person("李四", "li@reader.example")),
        ("dean@library.example <li@reader.example>", Person("dean@library.example", "li@reader.example")),
        ("<dean@library.example> <li@reader.example>", Person("<dean@library.example>", "li@reader.example")),
        ("nobody", Person("nobody", "")),
    ],
)
def test_one_person_is_read(value, person):
    people = read_people([value.encode()])

    assert people == (person,)


@pytest.mark.parametrize("value", ["li@reader.example\x00", "li si@reader.example", "li@@reader.example", "@", "<>"])
def test_what_is_no_address_is_none(value):
    assert not any(person.address for person in read_people([value.encode()]))


def test_commas_within_names_and_angles_divide_nobody():
    people = read_people([b'"Li, Si" <li@reader.example>, wang@reader.example; Zhao (x, y) <zhao@reader.example>'])

    assert [person.address for person in people] == ["li@reader.example", "wang@reader.example", "zhao@reader.example"]


def test_an_address_longer_than_any_is_none():
    assert read_people([b"x" * 300 + b"@reader.example"])[0].address == ""


def test_neighbouring_words_lose_the_space_between_them_and_others_keep_it():
    assert decode_words("a =?utf-8?Q?b?= =?utf-8?Q?c?= d") == "a bc d"


def test_parameters_in_pieces_are_joined_in_order():
    value = read_value(b"attachment; filename*1*=%A6; filename*0*=utf-8''%E5%9B; filename*2=.pdf; size=3")

    assert (value.main, value.get("size")) == ("attachment", "3")
    assert value.get("filename").endswith(".pdf")


def test_a_boundary_in_quotes_may_hold_a_semicolon():
    assert read_value(b'multipart/mixed; boundary="a;b"; x=y').get("boundary") == "a;b"


def test_a_mail_without_blank_line_is_a_body():
    headers, body = split_mail(b"just words\r\nwithout headers\r\n")

    assert (headers.fields, body) == ((), b"just words\r\nwithout headers\r\n")


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_every_kind_of_line_end_divides_headers_from_the_body(end):
    headers, body = split_mail(end.join([b"A: 1", b"B: 2", b" 3", b"", b"text"]))

    assert (headers.first("b"), body) == (b"2 3", b"text")


@given(st.binary(max_size=2_000))
def test_any_bytes_can_be_headers(raw):
    headers, _ = split_mail(raw)

    assert all(isinstance(headers.text(field.name), str) and read_value(field.value) for field in headers.fields)
