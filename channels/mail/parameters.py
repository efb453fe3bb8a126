"""Header values with parameters: `text/plain; charset=utf-8`, `attachment; filename*0*=...` (RFC 2045, RFC 2231)."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from channels.mail.charsets import decode
from channels.mail.headers import decode_words

MAX_PARAMETERS = 100
PARAMETER = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)")
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a header and its parameters, names in lower case."""

    main: str
    parameters: dict[str, str]

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def read_value(header: bytes) -> Value:
    """Read a header value; at most 100 parameters count."""
    text = decode(header)
    main = text.partition(";")[0].strip().lower()
    found = PARAMETER.finditer(text)
    plain = [(match[1].lower(), unquote(match[2])) for match, _ in zip(found, range(MAX_PARAMETERS), strict=False)]
    parameters = {name: decode_words(value) for name, value in reversed(plain) if "*" not in name}
    return Value(main, parameters | joined_continuations([pair for pair in plain if "*" in pair[0]]))


def unquote(value: str) -> str:
    """Return a parameter's value without its quotation marks."""
    value = value.strip()
    return ESCAPED.sub(r"\1", value[1:].removesuffix('"')) if value.startswith('"') else value


def joined_continuations(pieces: list[tuple[str, str]]) -> dict[str, str]:
    """Join `name*0*`, `name*1`... in the order of their numbers and decode them (RFC 2231 sections 3 and 4)."""
    runs: dict[str, list[tuple[int, bool, str]]] = {}
    for key, value in pieces:
        name, _, rest = key.partition("*")
        number = rest.removesuffix("*")
        is_number = number.isascii() and number.isdigit() and len(number) <= len(str(MAX_PARAMETERS))
        runs.setdefault(name, []).append((int(number) if is_number else 0, key.endswith("*"), value))
    return {name: decode_run(sorted(run)) for name, run in runs.items()}


def decode_run(run: list[tuple[int, bool, str]]) -> str:
    """Decode the pieces of one parameter; the first may name the charset: `utf-8'zh'%E4...`."""
    charset, octets = "", b""
    for place, (_, is_encoded, piece) in enumerate(run):
        value = piece
        if is_encoded and place == 0 and value.count("'") > 1:
            charset, _, value = value.split("'", 2)
        octets += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    return decode(octets, charset)
