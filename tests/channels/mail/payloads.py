"""Mails of one oddity each, as they came over the wire, and hostile ones that are too large to keep as files."""

from pathlib import Path

FOLDER = Path(__file__).parent / "payloads"


def payload(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()


def nested(levels: int) -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n" for level in range(levels))
    return b"From: li@reader.example\r\n" + "".join(heads).encode() + b"\r\nat the bottom\r\n"


def hostile() -> dict[str, bytes]:
    sender, end = b"From: li@reader.example\r\n", b"\r\n\r\nhello\r\n"
    parameters = b"".join(b";\r\n n*%d*=x" % n for n in range(5_000))
    return {
        "20,000 encoded words": sender + b"Subject: " + b"\r\n ".join([b"=?utf-8?q?x?="] * 20_000) + end,
        "20,000 addresses": sender + b"To: " + b",\r\n ".join(b"a%d@b.example" % n for n in range(20_000)) + end,
        "20,000 senders": b"From: " + b",\r\n ".join(b"a%d@b.example" % n for n in range(20_000)) + end,
        "5,000 parameters": sender + b"Content-Type: text/plain" + parameters + end,
        "1,000 nested parts": nested(1_000),
        "20,000 parts": sender + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 20_000,
        "20,000 nested divs": sender + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"hello",
        "5,000 nested tables": sender + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 5_000 + b"hello",
        "a tag without end": sender + b"Content-Type: text/html\r\n\r\n" + b"<div class=" * 50_000 + b"hello",
        "100,000 quotation marks": sender + b"\r\n" + b"> " * 100_000 + b"\r\n" + b">\r\n" * 20_000,
        "a megabyte of line ends": sender + b"\r\n" * 500_000,
        "no header at all": b"\r\nhello\r\n",
        "nothing": b"",
        "every byte": bytes(range(256)) * 100,
    }
