"""The rules that stand before and behind the bot: who asks for a person, what is sure enough, and why it waits."""

import re
from collections.abc import Sequence

from routing.conversations import Guess, Reason
from routing.language import detect
from routing.ports import Bot
from routing.replies import Context, Outcome, Reply
from routing.wording import say

PERSON_TOPIC = "human-handoff"
LIKELY = 0.15
"""How sure the bot must be of a guess that a librarian is shown."""

_NO_MATTER = frozenset({PERSON_TOPIC, "chitchat", "out-of-scope"})

_SPACED_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_POLITE = re.compile(
    r"^(?:请|請|麻烦|麻煩|帮我|幫我|我要|我想|我想要|想|能不能|可以|可不可以|please|pls|can i|could i|may i"
    r"|can you|could you|i want to|i'd like to|i would like to|i need to|i need|need|let me|hi|hello"
    r"|你好|您好|[\s,，。.!！?？~～])+",
)
_TRAILING = re.compile(r"(?:吗|嗎|吧|谢谢|謝謝|好吗|please|pls|thanks|thank you|now|[\s,，。.!！?？~～])+$")
_PERSON = re.compile(
    r"(?:转接|轉接|转|轉|找|要|需要|接|联系|聯繫|呼叫|换|換|叫)?(?:一下|一个|一個|个|個|到|给|給)?"
    r"(?:人工|真人)(?:客服|服务|服務|咨询|諮詢|馆员|館員|坐席)?在?"
    r"|(?:转接|轉接|转|轉|找|联系|聯繫|接|呼叫|叫|需要|咨询|諮詢)(?:一下|一个|一個|个|個|到|给|給)?"
    r"(?:图书|圖書)?(?:馆员|館員|客服|老师|老師|管理员|管理員)"
    r"|(?:和|跟|与|與)(?:真人|人工|馆员|館員)(?:聊聊|聊|说|說|谈谈|談談|谈|談)(?:话|話|一下)?"
    r"|(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?)(?: to| with)? ?(?:a |an |the |some )?"
    r"(?:real |live |actual )?(?:human|person|people|librarian|agent|someone|somebody)(?: being)?"
    r"|(?:a |an |the )?(?:real |live |actual )?(?:human|person|librarian|agent)"
    r"|(?:ask|contact|get|reach) (?:me )?(?:a |the )?(?:real |live )?(?:librarian|human|person)",
)
_LONGEST = 60


def asks_for_person(text: str) -> bool:
    """Tell whether the whole text asks for a person and nothing else. That always wins."""
    if len(text) > _LONGEST:
        return False
    asked = _TRAILING.sub("", _POLITE.sub("", _SPACED_HAN.sub("", text.strip().lower())))
    return bool(_PERSON.fullmatch(asked))


async def decide(question: str, language: str | None, context: Context, bot: Bot) -> Reply:
    """Return what becomes of a question: the rules first, then the bot."""
    if asks_for_person(question):
        spoken = detect(question, language)
        return Reply(Outcome.HANDOVER, spoken, say("to_person", spoken), topic=PERSON_TOPIC, entry=None, confidence=1.0)
    return await bot.ask(question, language, context)


def worth_showing(guesses: Sequence[Guess]) -> tuple[Guess, ...]:
    """Return the guesses that help a librarian: likely enough, and about the library."""
    return tuple(each for each in guesses if each.confidence >= LIKELY and each.topic not in _NO_MATTER)


def reason_of(reply: Reply) -> Reason:
    """Return why a conversation waits after this reply."""
    if reply.topic == PERSON_TOPIC:
        return Reason.ASKED
    return Reason.LIBRARIAN_TOPIC if reply.entry else Reason.UNSURE
