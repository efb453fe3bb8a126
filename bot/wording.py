"""What the bot says of itself, around and between the library's answers, in both languages."""

from bot.knowledge.entries import TextLanguage

_WORDS: dict[str, dict[TextLanguage, str]] = {
    "clarify": {
        "zh": "我不太确定您问的是哪一项，请从下面选一个；都不是的话，也可以转馆员。",
        "en": "I am not quite sure which of these you mean. Please choose one, or ask a librarian.",
    },
    "unsure": {
        "zh": "这个问题我没有把握回答，为您转给馆员。",
        "en": "I cannot answer this reliably, so I am passing it to a librarian.",
    },
    "research": {
        "zh": "这个问题由馆员来回答更合适，为您转过去。",
        "en": "A librarian can answer this better, so I am passing it on.",
    },
    "search": {
        "zh": "在馆藏目录中查找：[{asked}]({url})",
        "en": "Search the catalogue: [{asked}]({url})",
    },
    "self_service": {
        "zh": "您本人的借阅、预约和费用请看[自助服务]({url})。",
        "en": "Your own loans, holds and fees are shown in [self-service]({url}).",
    },
    "person": {
        "zh": "需要馆员帮忙的话，请说“转人工”。",
        "en": 'If you would like a person to help, just say "librarian".',
    },
    "welcome": {
        "zh": "请用一句话告诉我您想了解什么，例如“怎么续借”。",
        "en": 'Please tell me in a sentence what you would like to know, such as "how do I renew a book".',
    },
    "distress": {
        "zh": "听起来您现在很难受，请不要一个人扛着。{care_line}。我也已请馆员来和您联系。",
        "en": "You sound as if things are very hard right now, and you need not carry this alone. {care_line}. "
        "I have asked a librarian to reach out to you as well.",
    },
}


def say(what: str, language: TextLanguage, **values: str) -> str:
    """Return one of the bot's own sentences; KeyError where there is none of that name."""
    return _WORDS[what][language].format(**values)
