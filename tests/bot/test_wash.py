import pytest

from bot.embedded.wash import Washer, clean, gist, key_of, sentences, strip_manners


@pytest.mark.parametrize(
    ("typed", "washed"),
    [
        ("怎\u200b么\x00续\ud800借", "怎么续借"),
        ("ｗｉｆｉ　密码", "wifi 密码"),
        ("how  do\tI\r\nrenew", "how do I\nrenew"),
        ("", ""),
    ],
)
def test_odd_characters_are_washed_out(typed: str, washed: str):
    assert clean(typed) == washed


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("你好，请问怎么续借？谢谢老师", "怎么续借"),
        ("Hi there! How do I renew? Thanks so much!", "How do I renew"),
        ("hello", "hello"),
        ("谢谢", "谢谢"),
        ("hi-res scans", "hi-res scans"),
        ("history books", "history books"),
        ("亲子阅读区在哪", "亲子阅读区在哪"),
        ("老师能借几本书", "老师能借几本书"),
        ("老师，怎么续借", "怎么续借"),
    ],
)
def test_manners_are_stripped_around_a_question_only(typed: str, question: str):
    assert strip_manners(typed) == question


def test_traditional_characters_are_compared_as_simplified_ones():
    assert Washer().wash("圖書館怎麼續借") == "图书馆怎么续借"


def test_the_same_letters_have_the_same_key():
    assert key_of("How do I RENEW, a  book?!") == key_of("how do i renew a book")
    assert key_of("wifi 怎么 连？") == key_of("WiFi怎么连")


def test_sentences_end_in_both_scripts_but_not_inside_numbers():
    assert sentences("怎么续借？丢了怎么赔？See 10.1038/s41.5 now. Ok") == [
        "怎么续借？",
        "丢了怎么赔？",
        "See 10.1038/s41.5 now.",
        "Ok",
    ]


def test_the_gist_of_a_long_mail_is_its_beginning():
    mail = "My card does not open the gate. " + "I tried it again and again. " * 100

    assert gist(mail).startswith("My card does not open the gate.")
    assert len(gist(mail)) <= 320
