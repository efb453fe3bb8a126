"""Which conversations have certain words: on one page of search each, or the case number itself.

Words are taken as words whatever signs stand between them, so nothing that is typed is an operator. All have to be
there. A Latin word of three letters or more may be the beginning of a longer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from crm_store.tables import conversation, search_page
from crm_store.words import Term, terms_of


@dataclass(frozen=True, slots=True)
class Reach:
    """Up to `many` hits are looked up and put in order. Of more, those that a list shows first are found by asking the
    list's conversations one by one, `walk` at the most.
    """

    many: int = 2_000
    walk: int = 5_000


_fts = table("search_words", column("rowid"), column("search_words"))


def few_hits(connection: Connection, words: str, most: int) -> list[int] | None:
    """Return the conversations with these words, in no order; None where there are more than `most`."""
    terms = terms_of(words)
    by_case = select(conversation.c.id).where(conversation.c.case_number == words.strip().upper())
    found = set(connection.scalars(by_case))
    if terms:
        found |= set(connection.scalars(_hits(connection, terms).limit(most + 1)))
    return None if len(found) > most else sorted(found)


def is_hit(connection: Connection, words: str) -> ColumnElement[bool]:
    """Return the condition for a list that is read in its order, one conversation's pages after the other."""
    own = search_page.c.conversation_id == conversation.c.id
    said = and_(*(_says(connection, term) for term in terms_of(words)))
    return select(func.count()).select_from(search_page).where(own, said).scalar_subquery() > 0


def in_hits(connection: Connection, words: str) -> ColumnElement[bool]:
    """Return the condition that the index judges, however many conversations there are."""
    return conversation.c.id.in_(_hits(connection, terms_of(words)))


def _hits(connection: Connection, terms: Sequence[Term]) -> Select[int]:
    """Words are letters and digits only: no quote, backslash or operator is among them."""
    hits = select(search_page.c.conversation_id)
    if connection.dialect.name == "postgresql":
        return hits.where(_in_vector(" & ".join(_lexeme(term) for term in terms)))
    query = " AND ".join(f'"{term.word}"{"*" if term.begins else ""}' for term in terms)
    return hits.join(_fts, _fts.c.rowid == search_page.c.id).where(_fts.c.search_words.op("MATCH")(query))


def _says(connection: Connection, term: Term) -> ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        return _in_vector(_lexeme(term))
    return func.instr(search_page.c.words, f" {term.word}{'' if term.begins else ' '}") > 0


def _in_vector(query: str) -> ColumnElement[bool]:
    return search_page.c.words.op("@@")(cast(query, TSQUERY))


def _lexeme(term: Term) -> str:
    return f"'{term.word}'{':*' if term.begins else ''}"
