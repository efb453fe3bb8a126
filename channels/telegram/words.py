"""All that the Telegram channel itself says to readers, in every language of ours."""

from routing.language import CHINESE, ENGLISH, TRADITIONAL, supported

_WORDS = {
    CHINESE: {
        "greeting": (
            "您好！这里是图书馆咨询台。请直接输入您的问题，自动应答服务会马上回答；需要人工服务时，请点“转人工”，馆员会在这里回复您。"
        ),
        "ask_librarian": "转人工",
        "refused": "抱歉，这条消息未能收下，请换个说法再发一次，或点“转人工”。",
        "librarian": "馆员",
        "sources": "来源：",
        "attached": "附件：",
        "start": "开始",
        "help": "使用说明",
        "photo": "图片",
        "document": "文件",
        "sticker": "贴纸",
        "voice": "语音",
        "audio": "音频",
        "video": "视频",
        "location": "位置",
        "contact": "名片",
        "other": "其他内容",
    },
    TRADITIONAL: {
        "greeting": (
            "您好！這裡是圖書館諮詢台。請直接輸入您的問題，自動應答服務會馬上回答；需要真人服務時，請點「轉人工」，館員會在這裡回覆您。"
        ),
        "ask_librarian": "轉人工",
        "refused": "抱歉，這則訊息未能收下，請換個說法再傳一次，或點「轉人工」。",
        "librarian": "館員",
        "sources": "來源：",
        "attached": "附件：",
        "start": "開始",
        "help": "使用說明",
        "photo": "圖片",
        "document": "檔案",
        "sticker": "貼圖",
        "voice": "語音",
        "audio": "音訊",
        "video": "影片",
        "location": "位置",
        "contact": "名片",
        "other": "其他內容",
    },
    ENGLISH: {
        "greeting": (
            "Hello! This is the library's help desk. Just type your question: an automatic service answers at once. "
            "To reach a person press “Ask a librarian”; the reply comes here."
        ),
        "ask_librarian": "Ask a librarian",
        "refused": "Sorry, this message could not be taken. Please put it another way, or press “Ask a librarian”.",
        "librarian": "Librarian",
        "sources": "Source: ",
        "attached": "Attached: ",
        "start": "Start",
        "help": "How it works",
        "photo": "photo",
        "document": "file",
        "sticker": "sticker",
        "voice": "voice message",
        "audio": "audio",
        "video": "video",
        "location": "location",
        "contact": "contact",
        "other": "other content",
    },
}


def say(word: str, language: str | None) -> str:
    """Return a word in the language of ours that is nearest to a BCP 47 tag."""
    return _WORDS[supported(language)][word]
