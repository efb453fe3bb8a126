import pytest

from bot.embedded.items import find_item
from bot.embedded.routes import Route, hints_at_item, route_of


def route(text: str) -> Route | None:
    return route_of(text, find_item(text))


@pytest.mark.parametrize(
    "text",
    ["有没有《三体》", "《三体》在哪个架上", "9787536692930", "10.1038/s41586-020-2649-2"],
)
def test_a_named_item_goes_to_the_catalogue(text: str):
    assert route(text) is Route.CATALOGUE


@pytest.mark.parametrize(
    "text",
    [
        "我的书到期了吗",
        "我预约的书到了吗",
        "帮我续借",
        "我明明还了书，怎么还显示在借",
        "when are my books due",
        "has my hold arrived",
        "do I have any overdue books",
        "why was I charged a fee",
        "can you renew my books",
        "I already returned this book",
    ],
)
def test_what_only_the_readers_record_can_tell_goes_to_the_account(text: str):
    assert route(text) is Route.ACCOUNT


@pytest.mark.parametrize(
    "text",
    [
        "how do I renew my books",
        "where can I see my loans",
        "can I renew my book online",
        "怎么查我的借阅",
        "我的书怎么续借",
        "怎么引用《红楼梦》",
        "我上周借的书忘记还了会罚多少",
        "the screen says “item not found”, what does it mean",
        "what happens if my book is lost",
    ],
)
def test_how_something_is_done_is_a_general_question(text: str):
    assert route(text) is None


@pytest.mark.parametrize("text", ['do you have "Dune"', "does the library subscribe to The Economist", "有红楼梦吗"])
def test_a_question_may_hint_at_an_item_without_settling_it(text: str):
    assert route(text) is None
    assert hints_at_item(text, find_item(text))


@pytest.mark.parametrize("text", ["我不想活了", "我真的想死", "I want to kill myself", "there is no reason to live"])
def test_distress_is_heard(text: str):
    assert route(text) is Route.DISTRESS


@pytest.mark.parametrize("text", ["有没有涂尔干的《自杀论》", "books about suicide prevention", "笑死我了"])
def test_a_book_about_death_is_no_distress(text: str):
    assert route(text) is not Route.DISTRESS
