"""The marks by which mail clients set off what they quote: one test for one line, in the clients' many languages."""

import re

from channels.mail.html_text import QUOTE_MARK

MAX_LINE = 400
"""Code points of a line that are looked at."""

DELIMITER = re.compile(
    r"[\s>]*(?:[-_=—]{2,}\s*(?:original\s+(?:message|email)|reply\s+message|回复的原邮件|原始邮件|原始郵件|原邮件|原信|"
    r"ursprüngliche\s+nachricht|originalnachricht|message\s+d['’]origine|mensaje\s+original|mensagem\s+original|"
    r"messaggio\s+originale|oorspronkelijk\s+bericht|oprindelig\s+besked|ursprungligt?\s+meddelande|"
    r"opprinnelig\s+melding|alkuperäinen\s+viesti|исходное\s+сообщение|original\s*-?\s*nachricht|元のメッセージ|"
    r"원본\s*메일)[^\n]{0,40}?[-_=—]{2,}|original\s+(?:message|e-?mail)\s*:?|原始邮件\s*[:：]?)\s*",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"\s*(?:-{2,}\s*(?:forwarded\s+(?:message|by\b.{0,80})|转发的?邮件(?:信息)?|轉寄的?郵件|weitergeleitete\s+nachricht|"
    r"message\s+transféré|mensaje\s+reenviado)\s*-*|begin\s+forwarded\s+message\s*:|(?:下面|以下)是?被?转发的?邮件\s*[:：]?)\s*",
    re.IGNORECASE,
)
RULE = re.compile(r"\s*(?:_{10,}|-{10,}|={4,}|\*{10,})\s*")
QUOTED = re.compile(r"\s{0,3}[>＞]")
SIGNATURE = re.compile(r"\s{0,3}(?:--|__+|\|\s*\||\*\*)\s?")
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
DEVICE = re.compile(
    r"\s*(?:(?:sent|get|gesendet|envoyé|enviado|inviato|verzonden|skickat)\s+"
    r"(?:from|outlook|von|depuis|de|desde|da|dal|vanaf|van|från)\b(?:\s+[\w&'’.+/()-]{1,24}){0,6}(?:\s?<[^<>\n]{1,200}>)?"
    r"|[\[(]?(?:发自|發自|从我的|從我的|來自我的|来自我的|以我的|由我的)[^，。！？\n]{1,40}(?:发送|傳送|寄出|发出)?[\])]?"
    r"|从\s?[^，。！？\n]{1,30}(?:邮件|邮箱|Mail|Outlook)\s?发送|获取\s?(?:适用于\s?\w{1,20}\s?的\s?)?Outlook(?:\s?for\s?\w{1,20})?"
    r"|发送自[^，。！？\n]{1,40}|iPhoneから送信|나의\s+iPhone에서\s+보냄)\s*",
    re.IGNORECASE,
)

SENDER = "from|de|von|van|da|fra|från|od|lähettäjä|发件人|發件人|寄件者|寄件人|差出人|보낸\\s?사람|от"
OTHERS = (
    "sent|date|envoyé(?:\\s+le)?|gesendet|datum|verzonden|inviato|dato|data|sendt|skickat|enviado(?:\\s+em)?|fecha|"
    "wysłano|lähetetty|to|cc|bcc|à|a|an|aan|til|till|para|do|copie(?:\\s+à)?|kopie|reply-to|"
    "subject|objet|betreff|onderwerp|oggetto|emne|ämne|asunto|assunto|temat|aihe|sujet|importance|attachments|"
    "发送时间|发送日期|发件时间|时间|日期|發送時間|傳送時間|寄件日期|時間|收件人|收件者|抄送|副本|密送|主题|主題|主旨|"
    "送信日時|日時|宛先|件名|보낸\\s?날짜|받는\\s?사람|제목|дата|кому|тема"
)
LABEL = re.compile(rf"[\s>]*\*{{0,2}}(?:({SENDER})|({OTHERS}))\s*\*{{0,2}}\s?[:：]\*{{0,2}}.*", re.IGNORECASE)

WROTE = (
    r"(?:wrote|writes|ha\s+scritto|a\s+écrit|écrit|schrieb|geschreven|schreef|escribió|escreveu|napisał(?:\(a\)|a)?|"
    r"skrev|kirjoitti|написал(?:\(а\)|а)?|пишет|yazdı|írta|a\s+scris|het\s+volgende\s+geschreven|写道|寫道|写到|寫到|"
    r"來信|来信|のメール|さんは書きました|님이\s+작성|作成)"
)
OPENING = r"(?:on|le|am|op|il|el|em|den|dne|w\s+dniu|dnia|på|pe|il\s+giorno|no\s+dia|vào)\b"
OPENED = re.compile(rf"[\s>*_-]*{OPENING}", re.IGNORECASE)
ATTRIBUTION = re.compile(rf"[\s>*_-]*{OPENING}(?=.*[\d@<]).{{3,}}{WROTE}\s?[:：]?[\s*]*", re.IGNORECASE)
NAMED = re.compile(rf"[\s>*]*(?=.*[\d@<於于]).{{2,}}{WROTE}\s?[:：][\s*]*", re.IGNORECASE)
SHORT_NAMED = re.compile(r"[\s>]*[^\d，。！？；,;!?\n][^，。！？；,;!?\n]{0,29}(?:写道|寫道|写到|wrote)\s?[:：]\s*")
MAILED = re.compile(r"[\s>]*(?=.*(?:\d{4}|\d[:.]\d\d)).*<[^<>]*@[^<>]*>\s?[:：]\s*")
DATED = re.compile(r"[\s>]*\d{4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?.{0,80}<[^<>]*@[^<>]*>\s*")
EVIDENCE = re.compile(r"<[^<>\s]+@[^<>\s]+>|[于於在]\s?\d{4}")
STAMP = re.compile(r"[\s>]*message\s+du\s?:.*\d", re.IGNORECASE)


def is_delimiter(line: str) -> bool:
    """Tell whether everything below this line is quoted."""
    return line.strip() == QUOTE_MARK or bool(DELIMITER.fullmatch(line) or STAMP.fullmatch(line))


def is_forward(line: str) -> bool:
    """Tell whether the reader forwards what follows: then it is meant to be read."""
    return bool(FORWARD.fullmatch(line))


def is_attribution(text: str) -> bool:
    """Tell whether a line, or a few joined ones, say who wrote what is quoted below."""
    if len(text) > MAX_LINE:
        return False
    return any(test.fullmatch(text) for test in (ATTRIBUTION, NAMED, SHORT_NAMED, MAILED, DATED))


def opens_attribution(text: str) -> bool:
    """Tell whether a line begins as the sentence of a client does: `On ...`, `Le ...`."""
    return bool(OPENED.match(text))


def names_sender(text: str) -> bool:
    """Tell whether a line holds what only an attribution does: an address in angles, `于2024`."""
    return bool(EVIDENCE.search(text))


def label_of(line: str) -> str:
    """Return the label of a header line within a body: "from", another one in lower case, or ""."""
    found = LABEL.fullmatch(line[:MAX_LINE])
    if not found:
        return ""
    return "from" if found[1] else found[2].lower()
