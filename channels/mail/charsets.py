"""Bytes to text: labels as browsers read them (WHATWG Encoding), then what the bytes themselves allow."""

import codecs
import re

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

CODECS = {
    "utf-8": "utf8 unicode-1-1-utf-8 utf-8-sig x-unknown-utf8",
    "gb18030": "gb2312 gbk gb_2312 gb_2312-80 gb2312-80 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58 cp936 ms936"
    " euc-cn euccn",
    "hz": "hz-gb-2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "cp932": "shift_jis shift-jis sjis ms_kanji ms932 windows-31j x-sjis csshiftjis",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr iso-ir-149",
    "iso2022_kr": "iso-2022-kr",
    "cp1252": "us-ascii ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 cp819 windows-1252"
    " x-cp1252",
    "cp1254": "iso-8859-9 iso8859-9 latin5 windows-1254",
    "cp874": "tis-620 iso-8859-11 windows-874",
    "koi8_r": "koi8-r koi koi8",
    "koi8_u": "koi8-u",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode",
    "utf-16-be": "utf-16be",
    "mac_roman": "macintosh mac x-mac-roman",
}
FAMILY = re.compile(r"(?:windows|cp)-?(125[0-8]|866)|iso-?8859-?(\d{1,2})(?:-[ei])?")
"""Labels that name their codec by a number."""

ISO_2022_JP = {"iso-2022-jp", "csiso2022jp", "iso-2022-jp-1", "iso-2022-jp-ms", "cp50220"}
JIS_RUN = re.compile(rb"\x1b(\$[@B]|\([BJI])([^\x1b]*)")
ROW_BYTES = range(0x21, 0x7F)
LAST_LOW_ROW = 0x5E


def decode(data: bytes, label: str = "") -> str:
    """Return the text of some bytes, whatever their label says. Never raises; the result can be stored."""
    return storable(_decode(data, label.strip().strip("\"'").lower()))


def storable(text: str) -> str:
    """Return a text without NUL and lone surrogates."""
    return UNSTORABLE.sub("\ufffd", text)


def codec_of(label: str) -> str | None:
    """Return Python's name for a charset label, or None where it is unknown or no charset of mails."""
    for codec, labels in CODECS.items():
        if label == codec or label in labels.split():
            return codec
    numbered = FAMILY.fullmatch(label)
    if not numbered:
        return None
    codec = f"cp{numbered[1]}" if numbered[1] else f"iso8859_{numbered[2]}"
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return None


def _decode(data: bytes, label: str) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    if label in ISO_2022_JP or (b"\x1b$B" in data and not label.startswith("iso-2022")):
        return decode_jis(data)
    codec = codec_of(label)
    if codec is None or codec == "cp1252":
        # Labels of this family are what clients write that do not know.
        return _guess(data)
    try:
        return data.decode(codec)
    except UnicodeError:
        return _repair(data, codec)


def _repair(data: bytes, codec: str) -> str:
    """Decode what its label does not fit: a few bad bytes are marked, a wrong label is ignored."""
    marked = data.decode(codec, "replace")
    wide = sum(letter > "\x7f" for letter in marked)
    if marked.count("\ufffd") * 10 <= wide:
        return marked
    guessed = _guess(data)
    return marked if guessed.count("\ufffd") > marked.count("\ufffd") else guessed


def _guess(data: bytes) -> str:
    for codec in ("utf-8", "gb18030", "cp1252", "latin-1"):
        try:
            text = data.decode(codec)
        except UnicodeError:
            continue
        if codec != "gb18030" or _reads_as_chinese(text):
            return text
    return data.decode("ascii", "replace")


def _reads_as_chinese(text: str) -> bool:
    """Tell whether most wide letters are in GB 2312: Western 8-bit text is often GB 18030 too, of rare letters."""
    wide = [letter for letter in text[:4000] if letter > "\x7f"]
    common = sum(bool(letter.encode("gb2312", "ignore")) for letter in wide)
    is_alone = len(wide) == 1 and any(letter.isalpha() and letter.isascii() for letter in text)
    return common * 10 >= len(wide) * 8 and not is_alone


def decode_jis(data: bytes) -> str:
    """Decode ISO-2022-JP with NEC's extra rows (circled digits, roman numerals) by way of Windows-31J."""
    head, escape, rest = data.partition(b"\x1b")
    text = head.decode("ascii", "replace")
    for run in JIS_RUN.finditer(escape + rest):
        text += _decode_run(run[1], run[2])
    return text


def _decode_run(escape: bytes, run: bytes) -> str:
    if escape == b"(I":
        return bytes(byte | 0x80 for byte in run).decode("cp932", "replace")
    if not escape.startswith(b"$"):
        return run.decode("ascii", "replace")
    shifted, plain = bytearray(), bytes(byte for byte in run if byte in ROW_BYTES)
    for row, cell in zip(plain[::2], plain[1::2], strict=False):
        shifted += _to_shift_jis(row, cell)
    # Line ends inside a double-byte run are against the rules and happen.
    return shifted.decode("cp932", "replace") + "\n" * run.count(b"\n")


def _to_shift_jis(row: int, cell: int) -> bytes:
    """Move a JIS X 0208 pair to its Shift_JIS place (JIS X 0208:1997, annex 1)."""
    lead = (row + 1) // 2 + (0x70 if row <= LAST_LOW_ROW else 0xB0)
    if row % 2:
        return bytes((lead, cell + (0x1F if cell <= LAST_LOW_ROW + 1 else 0x20)))
    return bytes((lead, cell + 0x7E))
