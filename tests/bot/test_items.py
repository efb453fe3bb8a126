import pytest

from bot.embedded.items import asked_for, find_item, is_isbn, search_url


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("有没有《三体》", "三体"),
        ("ISBN 978-7-5366-9293-0 有吗", "9787536692930"),
        ("please get me doi:10.1038/s41586-020-2649-2.", "10.1038/s41586-020-2649-2"),
        ("do you have the book Sapiens by Harari?", "Sapiens by Harari"),
        ("Do you have a copy of Dune in the library", "Dune"),
        ("有没有三体这本书？", "三体"),
        ('is "Pride and Prejudice" on the shelf', "Pride and Prejudice"),
        ("红楼梦", "红楼梦"),
    ],
)
def test_what_was_asked_for_is_found(text: str, asked: str):
    assert asked_for(text) == asked


def test_a_number_with_a_wrong_check_digit_is_no_isbn():
    assert is_isbn("9787536692930")
    assert is_isbn("080442957X")
    assert not is_isbn("9787536692931")
    assert find_item("call me at 1234567890") is None


def test_a_search_address_carries_any_title_unharmed():
    url = search_url("https://opac.example/search?q={query}", "C++ & C# / 红")

    assert url == "https://opac.example/search?q=C%2B%2B%20%26%20C%23%20%2F%20%E7%BA%A2"
