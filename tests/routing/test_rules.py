"""Who asks for a person and nothing else gets one; who asks about something gets an answer."""

import pytest

from routing.conversations import Guess, Reason
from routing.replies import Context, Outcome, Reply
from routing.rules import PERSON_TOPIC, asks_for_person, decide, reason_of, worth_showing
from tests.routing.fakes import FakeBot

ASKS = """转人工|人工|人工客服|请转人工|我要人工服务|我想找人工|转接人工|转接人工服务|能不能转人工？
帮我转人工客服|可以转人工吗|我要转人工|找图书馆员|找馆员|叫馆员|联系馆员|转馆员|我想咨询馆员
和真人聊|跟馆员说话|我想和馆员聊聊|需要人工|人工在吗|转 人 工|  人工！！！|轉人工|請轉人工客服
轉接人工|聯繫館員|我要真人客服|跟館員談談|需要館員|talk to a human|Talk to a Librarian please
speak with a person|I want to talk to a real person|can I speak to someone?|human|agent
connect me to a librarian|Could you connect me with a librarian?|a real person|librarian please
ask a librarian|get a human|I'd like to speak with a librarian, thanks
Hi, can I talk to a librarian?|Please transfer me to an agent|I need a librarian"""

ASKS_ELSE = """人工智能
人工智能的书在哪|人工呼吸课程|馆员上班时间|馆员|怎么找馆员|找人|找老师的论文|客服电话是多少
续借|不要转人工|人工智慧的書|館員幾點下班|圖書館員證照考試|person of interest dvd|human rights books
I want a book about human anatomy|how do I contact a librarian by email?
is there a librarian at the desk today?|librarian job openings|agent-based modelling
don't transfer me to a human|a||?|。。。"""


@pytest.mark.parametrize("text", ASKS.replace("\n", "|").split("|"))
def test_who_asks_for_a_person_is_heard(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize("text", ASKS_ELSE.replace("\n", "|").split("|"))
def test_who_asks_about_something_is_not_handed_over(text: str) -> None:
    assert not asks_for_person(text)


def test_a_long_text_is_never_taken_for_the_bare_wish() -> None:
    assert not asks_for_person("请" * 60 + "转人工")


async def test_the_wish_for_a_person_comes_before_the_bot() -> None:
    bot = FakeBot()

    reply = await decide("转人工", None, Context(), bot)

    assert (reply.outcome, reply.topic, reason_of(reply)) == (Outcome.HANDOVER, PERSON_TOPIC, Reason.ASKED)
    assert bot.asked == []


async def test_everything_else_is_the_bots_to_answer() -> None:
    bot = FakeBot()

    reply = await decide("怎么续借", None, Context(), bot)

    assert reply.outcome is Outcome.ANSWER
    assert bot.asked == ["怎么续借"]


def test_a_wait_is_told_apart_by_what_the_bot_knew() -> None:
    known = Reply(Outcome.HANDOVER, "en", "", entry="inter-library-loan")
    unknown = Reply(Outcome.HANDOVER, "en", "")

    assert (reason_of(known), reason_of(unknown)) == (Reason.LIBRARIAN_TOPIC, Reason.UNSURE)


def test_a_librarian_is_shown_only_guesses_that_may_help() -> None:
    likely = Guess("renew-loan", "renewal", "Renew", 0.4)
    useless = [Guess("hello", "chitchat", "Hello", 0.9), Guess("ill", "interlibrary-loan", "ILL", 0.05)]

    assert worth_showing([likely, *useless]) == (likely,)
