"""What RIC itself says to readers, in their language. Answers are the library's; these few sentences are ours."""

from routing.language import supported

_TEXTS: dict[str, dict[str, str]] = {
    "automatic": {
        "zh-CN": "*（这是图书馆的自动回复，您可以随时转人工。）*",
        "zh-Hant": "*（這是圖書館的自動回覆，您可以隨時轉人工。）*",
        "en": "*(This is the library's automatic service. You can ask for a librarian at any time.)*",
    },
    "to_person": {
        "zh-CN": "好的，为您转接馆员。",
        "zh-Hant": "好的，為您轉接館員。",
        "en": "Of course. A librarian will answer you.",
    },
    "receipt": {
        "zh-CN": "已为您转接馆员，受理号 **{case}**，目前排在第 {place} 位。{promise}",
        "zh-Hant": "已為您轉接館員，受理號 **{case}**，目前排在第 {place} 位。{promise}",
        "en": "Your question is with our librarians now: case **{case}**, number {place} in the queue. {promise}",
    },
    "receipt_mail": {
        "zh-CN": "您的来信已收到，受理号 **{case}**。{promise}",
        "zh-Hant": "您的來信已收到，受理號 **{case}**。{promise}",
        "en": "We have received your message: case **{case}**. {promise}",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """Return one of our sentences as Markdown in the nearest language of ours."""
    return _TEXTS[key][supported(language)].format(**values)
