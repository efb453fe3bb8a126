"""The comparison: what was promised against what is stored, answered and delivered. Every difference is one line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from faults.ledger import Course, Delivered, Ledger, Written, follow
from faults.questions import mark_of
from faults.stored import Row, Stored


@dataclass(slots=True)
class Verdict:
    """What was found: `problems` must be empty, `figures` go into the report."""

    problems: list[str] = field(default_factory=list)
    figures: "Counter[str]" = field(default_factory=Counter)


def check(ledger: Ledger, stored: Stored) -> Verdict:
    """Compare everything, after all faults are healed and everything has settled."""
    verdict = Verdict(problems=list(ledger.wrong), figures=Counter(ledger.counts))
    for part in (_kept, _answered, _numbered, _finished, _told_web, _told_mail, _told_telegram, _told_by_librarians):
        verdict.problems += part(ledger, stored, verdict.figures)
    return verdict


def _kept(ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """What was acknowledged is stored exactly once, as it was written; what was not is stored once at most."""
    rows: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in stored.rows:
        if row.said.author == "reader":
            rows[row.key].append(row)
    for written in ledger.written.values():
        found = rows[written.key]
        figures[f"{written.channel}: acknowledged"] += written.acknowledged is not None
        if written.acknowledged and not found:
            yield f"{written.channel} {written.key}: acknowledged and lost"
        if len(found) > 1:
            yield f"{written.channel} {written.key}: stored {len(found)} times"
        for row in found:
            yield from _as_written(written, row)


def _as_written(written: Written, row: Row) -> Iterator[str]:
    if row.said.text.strip() != written.question.text:
        yield f"{written.channel} {written.key}: stored with another text"
    if written.seq not in {None, row.said.seq}:
        yield f"{written.channel} {written.key}: acknowledged as seq {written.seq}, stored as {row.said.seq}"


def _answered(_ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """While the bot owned, each message got exactly one reply, and the right one."""
    for rows in stored.conversations.values():
        course = _course(rows)
        figures["answered"] += course.answered
        figures["brought to a librarian after three claims"] += course.failed
        yield from (f"{_name(rows)}: {what}" for what in course.wrong)
        yield from (f"{_name(rows)}: seq {asked.seq} was never answered" for asked in course.open)


def _course(rows: Sequence[Row]) -> Course:
    return follow(row.said for row in rows)


def _numbered(_ledger: Ledger, stored: Stored, _figures: "Counter[str]") -> Iterator[str]:
    """Seq is contiguous in each conversation, and the conversation knows its last."""
    for key, rows in stored.conversations.items():
        numbers = [row.said.seq for row in rows]
        if numbers != list(range(1, len(rows) + 1)) or stored.last_seq[key] != len(rows):
            yield f"{_name(rows)}: seq has gaps or doubles: {numbers}"


def _finished(_ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """Nothing waits for ever, and nothing was given up."""
    figures["stored messages"] = len(stored.rows)
    if stored.unfiled:
        yield f"{stored.unfiled} mails were never filed"
    for row in stored.rows:
        wanted = "routed" if row.said.author == "reader" else "sent"
        if row.state != wanted:
            yield f"{_name([row])}: seq {row.said.seq} ({row.said.author}) is {row.state}, not {wanted}"


def _told_web(ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """Each session was told every message exactly once and in order (order is judged while it is told)."""
    by_contact: defaultdict[int | None, list[Row]] = defaultdict(list)
    contact_of: dict[str | None, int | None] = {}
    for row in stored.rows:
        if row.channel == "web":
            by_contact[row.contact].append(row)
            contact_of[row.key] = row.contact
    for talk in ledger.talks:
        if not talk.written:
            continue
        rows = by_contact[contact_of.get(talk.written[0].key)]
        told, there = [each.seq for each in talk.told], [row.said.seq for row in rows]
        figures["web: messages told"] += len(told)
        if told != there:
            yield f"web, session of {talk.written[0].key}: told {told}, stored {there}"


def _told_mail(ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """Each reply arrived, in order, every repeat of it under the same Message-ID."""
    arrived: defaultdict[str, dict[str, list[Delivered]]] = defaultdict(dict)
    for mail in ledger.delivered:
        if mail.talk.startswith("<"):
            arrived[mail.talk].setdefault(mail.key, []).append(mail)
    for rows in stored.conversations.values():
        if rows[0].channel != "mail":
            continue
        copies = arrived[rows[0].key or ""].values()
        marks = [mark_of(row.said.text) for row in rows if row.said.author != "reader"]
        if [each[0].mark for each in copies] != marks:
            yield f"{_name(rows)}: stored replies {marks}, arrived {[each[0].mark for each in copies]}"
        _count_repeats("mail", copies, figures)


def _count_repeats(channel: str, copies: Iterable[Sequence[Delivered]], figures: "Counter[str]") -> None:
    for each in copies:
        lost = sum(copy.lost for copy in each[:-1])
        figures[f"{channel}: replies arrived"] += 1
        figures[f"{channel}: repeated, the vendor's acceptance was lost"] += lost
        figures[f"{channel}: repeated, a process or the database died before it was noted"] += len(each) - 1 - lost


def _told_telegram(ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """Each reply arrived, in order; a repeat comes right after the first."""
    arrived: defaultdict[str, list[Delivered]] = defaultdict(list)
    for sent in ledger.delivered:
        if not sent.talk.startswith("<"):
            arrived[sent.talk].append(sent)
    for rows in stored.conversations.values():
        if rows[0].channel != "telegram":
            continue
        marks = [mark_of(row.said.text) for row in rows if row.said.author != "reader"]
        copies = _group(arrived[stored.addresses[rows[0].contact or 0]], marks)
        if [each[0].mark for each in copies] != marks:
            yield f"{_name(rows)}: stored replies {marks}, arrived {[each[0].mark for each in copies]}"
        _count_repeats("telegram", copies, figures)


def _group(arrived: Sequence[Delivered], marks: Sequence[str]) -> list[list[Delivered]]:
    """Put what arrived twice together. Telegram knows no key: alike neighbours are repeats unless two were stored."""
    groups: list[list[Delivered]] = []
    for sent in arrived:
        expected = marks[len(groups)] if len(groups) < len(marks) else None
        alike = bool(groups) and groups[-1][0].mark == sent.mark
        if alike and expected != sent.mark:
            groups[-1].append(sent)
        else:
            groups.append([sent])
    return groups


def _told_by_librarians(ledger: Ledger, stored: Stored, figures: "Counter[str]") -> Iterator[str]:
    """What librarians wrote is stored exactly once."""
    count = Counter(mark_of(row.said.text) for row in stored.rows if row.said.author == "librarian")
    for mark, acknowledged in ledger.replies.items():
        figures["desk: replies acknowledged"] += acknowledged
        if count[mark] > 1 or (acknowledged and not count[mark]):
            yield f"librarian's reply {mark}: stored {count[mark]} times"


def _name(rows: Sequence[Row]) -> str:
    return f"{rows[0].channel} conversation {rows[0].conversation}"
