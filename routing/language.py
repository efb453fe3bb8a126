"""Which language a text is written in, as far as its letters tell. Enough to answer in the reader's own."""

import re

CHINESE, TRADITIONAL, ENGLISH = "zh-CN", "zh-Hant", "en"

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+")
_CAPITAL = re.compile(r"[A-Z]")
_MOST_NAMES = 2
_TRADITIONAL_ONLY = re.compile(
    "[們個這來說時國書館還嗎證開關門樓電話網頁學習課員問題請幫預約續費繳過應該沒麼後點線號碼檢資庫論處報單張條閱覽轉謝"
    "歡諮詢聯繫幾與從對會為無當見動麗買賣讀寫長間運進選達遠適邊醫銀錢錯鍵鎖閉難雲順須頭顯風飛飯馬驗魚黃齊龍圖實將專導"
    "屆層歲師廣廳彈強態戰戲戶換據擇擔擴攝斷暫極業樂機權歷歸決況測漢灣濟營獎獨現產畫異療發盤監確禮稱穩筆節簡簽紀納紙級"
    "細終組結給統經維緊編總績織職聞聽臨舉舊藝術衛補裝規視觀觸訂計訊討訓記訪設許評詞試詩認語誤誰調談講識議護譯讓財貨責"
    "貼賓賞質購贈輔輕輪輸辦農連週遲遺郵鄉釋錄隊際隨險雖雙雜離顏願類顧飲養體]",
)


def detect(text: str, announced: str | None = None) -> str:
    """Return zh-CN, zh-Hant or en. The text wins over what was announced; where it has no letters, that decides."""
    if _HAN.search(text) and not _KANA_HANGUL.search(text):
        return TRADITIONAL if _is_traditional(text) else CHINESE
    if _LATIN.search(text) and not (announced and is_name(text)):
        return ENGLISH
    return supported(announced)


def is_name(text: str) -> bool:
    """Tell whether the Latin words of a text are names, such as VPN, SCI or EndNote: those are in no language."""
    words = _WORD.findall(text)
    return 0 < len(words) <= _MOST_NAMES and all(len(_CAPITAL.findall(word)) > 1 for word in words)


def supported(tag: str | None) -> str:
    """Return the language of ours that is nearest to a BCP 47 tag; Chinese where it says nothing."""
    lowered = (tag or "zh").lower()
    if not lowered.startswith("zh"):
        return ENGLISH
    return TRADITIONAL if any(part in lowered for part in ("hant", "tw", "hk", "mo")) else CHINESE


def is_chinese(language: str) -> bool:
    """Tell whether answers in this language are taken from the Chinese texts."""
    return language.startswith("zh")


def _is_traditional(text: str) -> bool:
    return _TRADITIONAL_ONLY.search(text) is not None
