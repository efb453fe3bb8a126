"""The part of a mail that its sender newly wrote, and the rest: quotes, signatures, and what clients add."""

from dataclasses import dataclass

from channels.mail.html_text import QUOTE_MARK
from channels.mail.reply_marks import (
    DEVICE,
    FENCE,
    MAX_LINE,
    QUOTED,
    RULE,
    SIGNATURE,
    is_attribution,
    is_delimiter,
    is_forward,
    label_of,
    names_sender,
    opens_attribution,
)

MAX_LINES = 5_000
"""Lines that are looked at; what is below them counts as quoted."""
ATTRIBUTION_LINES = 4
HEADER_LINES = 6
SIGNATURE_LINES = 12


@dataclass(frozen=True, slots=True)
class Reply:
    """What was newly written, and the folded rest."""

    written: str
    folded: str = ""


def split_reply(text: str) -> Reply:
    """Cut a plain text where the quoted part begins. What would leave nothing, or a forwarded mail, is not cut."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    end = written_end(lines[:MAX_LINES])
    written = joined(lines[:end])
    if not written:
        return Reply(joined(lines))
    return Reply(written, joined(lines[end:]))


def joined(lines: list[str]) -> str:
    """Return lines as one text, without our own mark and without empty lines around it."""
    return "\n".join(line for line in lines if line.strip() != QUOTE_MARK).strip("\n").rstrip()


def written_end(lines: list[str]) -> int:
    """Return how many lines from the top are the sender's own."""
    fenced = fenced_lines(lines)
    end = quote_start(lines, fenced)
    end = before_signature(lines, end, fenced)
    end = before_trailing_quotes(lines, end)
    return before_signature(lines, end, fenced)


def fenced_lines(lines: list[str]) -> frozenset[int]:
    """Return the numbers of the lines inside ``` fences that are closed: code is nobody's quote."""
    fences = [number for number, line in enumerate(lines) if FENCE.match(line)]
    pairs = zip(fences[::2], fences[1::2], strict=False)
    return frozenset(number for start, stop in pairs for number in range(start, stop + 1))


def quote_start(lines: list[str], fenced: frozenset[int]) -> int:
    """Return the first line of what is quoted as a whole, or the number of lines."""
    for number, line in enumerate(lines):
        if number in fenced or not line.strip():
            continue
        if is_forward(line):
            return len(lines)
        if starts_quote(lines, number):
            return with_rule_above(lines, number)
    return len(lines)


def starts_quote(lines: list[str], number: int) -> bool:
    """Tell whether everything from this line on is quoted."""
    if is_delimiter(lines[number]) or starts_header_block(lines, number):
        return True
    length = attribution_length(lines, number)
    return length > 0 and not is_answered_below(lines, number + length)


def starts_header_block(lines: list[str], number: int) -> bool:
    """Tell whether a sender line and at least one more header line of an older mail begin here."""
    if label_of(lines[number]) != "from" or "forward" in lines[number - 1].lower():
        return False
    below = [line for line in lines[number + 1 : number + 2 * HEADER_LINES] if line.strip()][:HEADER_LINES]
    labels = {label for line in below if (label := label_of(line)) not in {"", "from"}}
    return len(labels) > 1 or (bool(labels) and any(mark in lines[number] for mark in '@<["'))


def attribution_length(lines: list[str], number: int) -> int:
    """Return how many lines, from this one, say who wrote the quoted text; 0 where they do not."""
    around = " >" if QUOTED.match(lines[number]) else " "
    for length in range(1, ATTRIBUTION_LINES + 1):
        piece = [line.strip(around) for line in lines[number : number + length]]
        if not all(piece) or sum(map(len, piece)) > MAX_LINE:
            return 0
        if is_attribution(" ".join(piece)):
            return length if begins_here(piece) else 0
    return 0


def begins_here(piece: list[str]) -> bool:
    """Tell whether an attribution of several lines begins with the first of them, and not further down."""
    tails = [" ".join(piece[start:]) for start in range(1, len(piece))]
    if opens_attribution(piece[0]):
        return not any(opens_attribution(tail) and is_attribution(tail) for tail in tails)
    return names_sender(piece[0]) or not any(is_attribution(tail) for tail in tails)


def is_answered_below(lines: list[str], number: int) -> bool:
    """Tell whether the quote that begins here has the sender's words below or between it."""
    first = next((at for at in range(number, len(lines)) if lines[at].strip()), len(lines))
    if first == len(lines) or not QUOTED.match(lines[first]):
        return False
    wrapped = False
    for at in range(first, len(lines)):
        line = lines[at]
        if not line.strip() or QUOTED.match(line):
            wrapped = bool(QUOTED.match(line))
        elif SIGNATURE.fullmatch(line) or DEVICE.fullmatch(line) or is_delimiter(line) or label_of(line) == "from":
            return False
        elif not wrapped:
            return True
    return False


def with_rule_above(lines: list[str], number: int) -> int:
    """Return the line from which to cut: a drawn line right above the quote belongs to it."""
    above = number - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and RULE.fullmatch(lines[above]) else number


def before_trailing_quotes(lines: list[str], end: int) -> int:
    """Return the end without the quoted lines at the bottom and the line that introduces them."""
    at = end
    while at > 0 and (not lines[at - 1].strip() or QUOTED.match(lines[at - 1])):
        at -= 1
    if not any(QUOTED.match(line) for line in lines[at:end]):
        return end
    for length in range(1, min(ATTRIBUTION_LINES, at) + 1):
        if attribution_length(lines, at - length) == length:
            return at - length
    return at


def before_signature(lines: list[str], end: int, fenced: frozenset[int]) -> int:
    """Return the end without a signature below "-- ", or below the line that a phone adds."""
    for number in range(end):
        if number in fenced:
            continue
        if DEVICE.fullmatch(lines[number][:MAX_LINE]) and stands_alone(lines[:end], number):
            return number
        if SIGNATURE.fullmatch(lines[number]) and 0 < filled(lines[number + 1 : end]) <= SIGNATURE_LINES:
            return number
    return end


def stands_alone(lines: list[str], number: int) -> bool:
    """Tell whether no sentence goes on around this line."""
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return not below or not filled(lines[number + 2 :]) or bool(QUOTED.match(below)) or below == QUOTE_MARK


def filled(lines: list[str]) -> int:
    """Return how many lines are not empty."""
    return sum(bool(line.strip()) for line in lines)
