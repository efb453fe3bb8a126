"""Texts that nobody wrote: Chinese and English, with few words that are everywhere and very many that are rare."""

from itertools import accumulate
from random import Random

_ZH = """
图书馆 续借 借书 还书 开门 时间 预约 座位 论文 数据库 校外 访问 罚款 借书证 密码 文献 传递 查新 期刊 下载
打印 自习室 电子书 荐购 毕业 离校 检索 引用 格式 馆藏 索书号 阅览室 讲座 志愿者 研究生 老师 学生 校友 账号 登录
"""
_EN = """
library renew book borrow return open hours reserve seat thesis database access fine card password article loan citation
journal download print room ebook request graduate catalogue search reference format shelf number lecture student
teacher alumni account login campus scanner deadline
"""
_ZH_FRAMES = (
    "请问{0}的{1}怎么办理？",
    "我想了解{0}，还有{1}和{2}。",
    "您好，{0}在哪里？我找不到{1}。",
    "关于{0}：{1}需要{2}，谢谢。",
)
_EN_FRAMES = (
    "How do I find {0} and {1}?",
    "Hello, my {0} does not work with the {1}; is there a {2}?",
    "I would like to know about {0} {1}.",
    "Please see {0}: the {1} needs a {2}. Thank you.",
)
_LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙"
_SYLLABLES = "ba co di fe gu ha jo ki la mu ne po qui ra so tu ve wi xa zo"
_RARE = 40_000
"""Different words of each language."""


class Texts:
    """Makes sentences; the same seed makes the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._syllables = _SYLLABLES.split()
        rare_zh = ["".join(random.choices(_LETTERS, k=3)) for _ in range(_RARE)]
        rare_en = ["".join(random.choices(self._syllables, k=4)) for _ in range(_RARE)]
        self._words = {"zh-CN": [*_ZH.split(), *rare_zh][:_RARE], "en": [*_EN.split(), *rare_en][:_RARE]}
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(_RARE)))
        self._frames = {"zh-CN": _ZH_FRAMES, "en": _EN_FRAMES}

    def sentence(self, language: str) -> str:
        """Return a sentence with up to three words of the language, drawn by Zipf's law."""
        words = self._random.choices(self._words[language], cum_weights=self._weights, k=3)
        return self._random.choice(self._frames[language]).format(*words)

    def rare(self, language: str, count: int) -> list[str]:
        """Return some of the language's words that few texts have."""
        return self._words[language][-count:]

    def name(self) -> str:
        """Return a person's name."""
        if self._random.random() < 0.6:
            return "".join(self._random.choices(_LETTERS, k=3))
        return " ".join("".join(self._random.choices(self._syllables, k=2)).title() for _ in range(2))
