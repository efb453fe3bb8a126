"""What the shape of a question tells before any entry is compared: it names an item, a record, or it is distress."""

import re
from enum import StrEnum

from bot.embedded.items import Item


class Route(StrEnum):
    """Where a question goes whatever entry its words resemble."""

    CATALOGUE = "catalogue"
    ACCOUNT = "account"
    DISTRESS = "distress"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_DISTRESS = _any_of(
    r"\b(?:kill(?:ing)?|cut(?:ting)?|hurt(?:ing)?|harm(?:ing)?) myself\b",
    r"\bend(?:ing)? my (?:own )?life\b|\bsuicidal\b(?! ideation)|\bi want(?:ed)? to die\b|\bwish i (?:was|were) dead\b",
    r"\bdon'?t want to (?:live|be alive)\b|\bno reason to live\b|\bbetter off dead\b",
    r"不想活|活不下去|(?:我[^，。！？]{0,4}|就|好|都)想死|(?:我|想|要)自杀|想轻生|结束(?:自己的|我的)生命|活着没有?意思|伤害自己|想自残",
)
_HOW_TO = _any_of(
    r"\bhow (?:do|can|could|would|should|may|might|to|does)\b|\bwhere (?:do|can|could|to)\b|\bwhat (?:happens|if)\b",
    r"\b(?:is it possible|steps|instructions|am i able to|can i|could i|may i)\b",
    r"\bwhat is the (?:process|policy|procedure)\b",
    r"怎么(?!还|没|又|会|被|扣|这么|不)|怎样|如何|在哪|哪里|哪儿|步骤|流程|能不能|可不可以|可以.*吗|能.*吗|规定",
)
_OWN_THINGS = (
    r"my (?:\w+ ){0,3}(?:loans?|books?|items?|due dates?|fines?|fees?|holds?|requests?|account|check-?outs?"
    r"|reservations?|bookings?|ill|interlibrary loans?|renewals?|laptop|dvds?|balance)\b"
)
_OWN_RECORD = _any_of(
    r"\b(?:is|are|was|were|has|have|did|when(?:'s| is| are| will| do| does)|why (?:is|was|did|do|does|has)"
    r"|how many|how much|status of|check(?: on)?|look up|renew|cancel|extend|waive|unblock)\b[^.?!]{0,40}\b"
    + _OWN_THINGS,
    r"\bdo i (?:owe|have)\b[^.?!]*\b(?:overdue|fines?|fees?|loans?|holds?|checked out|books? (?:out|due))",
    r"\bhow much do i owe\b|\bi(?:'ve| have)? (?:already )?(?:returned|brought back|never (?:borrowed|checked out))\b",
    r"\bwhy (?:was|am|have|did) i\b[^.?!]{0,30}\b(?:charged|fined|billed|blocked|suspended|get a (?:fine|bill|notice))",
    r"我(?:现在|目前|还|一共|总共)*(?:欠|借|预约)了?(?:多少|几|哪些|哪几|什么书)",
    r"我(?:的|借的|预约的|预订的|申请的|那本)[^，。？?]{0,12}(?:到期了?[吗没]|到了[吗没]|到货|到馆|还剩|状态|逾期了?[吗没]|超期了?[吗没])",
    r"我(?:的|借的|预约的|预订的|申请的|那本)[^，。？?]{0,12}(?:什么时候(?:到|还|过期|能取)|哪天(?:到|还)|怎么(?:还没|没|还不|被|又)|为什么)",
    r"(?:帮我|给我|替我)(?:续借|续一下|取消|撤销|(?:查|看)(?:一下|下)?我)",
    r"我(?:明明|已经|早就|昨天|前天|上周)[^，。？?忘没]{0,8}还(?:了|过|掉)|(?:扣|罚)了?我|我(?:被扣|被罚|没有?借过)",
    r"我[^，。？?]{0,6}有没有(?:欠|逾期|超期|罚)",
)
_ABOUT_THE_RULES = _any_of(
    r"\b(?:cit(?:e|ing|ation|ations)|referenc(?:e|ing)|bibliograph\w*|apa|mla|chicago|renew\w*|return(?:ed|ing)?|lost)\b",
    r"\b(?:fines?|password|log ?in|vpn|print(?:ing|er)|what does|means?|meaning|wi-?fi|error|message|button)\b",
    r"引用|参考文献|著录|续借|归还|还书|还了|丢了|弄丢|赔|罚款|逾期|超期|什么意思|提示|显示|报错|按钮|点击|荐购|推荐购买|建议购买",
)
_ASKS_FOR_ITEM = _any_of(
    r"\b(?:do(?:es)?|can|is|are) (?:you|we|they|the|our|there|i|\w+ librar\w+)\b[^.?!]{0,30}"
    r"\b(?:have|own|carry|hold|subscribe|copy|copies|get|find|access|borrow|available)\b",
    r"\b(?:looking for|trying to (?:find|get|locate|access)|need|want|find|get) (?:an? |the |this |that )?"
    r"(?:\w+ ){0,2}(?:book|e-?book|article|journal|chapter|paper|film|movie|dvd|copy|pdf|magazine|edition)\b",
    r"有没有|有吗|有.{1,20}[吗么]|馆藏|借得到|能借到|找得到|在哪个架|下载",
)


def route_of(text: str, item: Item | None) -> Route | None:
    """Return the route that the shape of a washed text settles, or None where its meaning decides."""
    if _DISTRESS.search(text):
        return Route.DISTRESS
    if is_own_record(text):
        return Route.ACCOUNT
    names_one = item is not None and item.certain
    return Route.CATALOGUE if names_one and not _ABOUT_THE_RULES.search(text) else None


def is_own_record(text: str) -> bool:
    """Tell whether only this reader's own record can answer; "how do I …" is a general question, my or not."""
    return bool(_OWN_RECORD.search(text)) and not _HOW_TO.search(text)


def hints_at_item(text: str, item: Item | None) -> bool:
    """Tell whether a text seems to ask for one item: enough to look it up where its meaning points there as well."""
    return item is not None or bool(_ASKS_FOR_ITEM.search(text))
