"""Which conversations mention certain words: in the case number, the reader's names and addresses, messages, notes."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from crm_store.tables import contact, conversation, message, note, reader
from routing.messages import Channel


def mentions(words: str) -> ColumnElement[bool]:
    """Return the condition for a query that joins conversation and contact; case does not count, % and _ do."""
    return or_(
        conversation.c.case_number.icontains(words, autoescape=True),
        conversation.c.subject.icontains(words, autoescape=True),
        contact.c.name.icontains(words, autoescape=True),
        _address_has(words),
        contact.c.reader_id.in_(_readers_called(words)),
        exists().where(message.c.conversation_id == conversation.c.id, _text_has(words)),
        exists().where(note.c.conversation_id == conversation.c.id, note.c.text.icontains(words, autoescape=True)),
    )


def _address_has(words: str) -> ColumnElement[bool]:
    """A web contact's address is its session: no words of a reader, and nobody's to look for."""
    return and_(contact.c.channel != Channel.WEB, contact.c.address.icontains(words, autoescape=True))


def _text_has(words: str) -> ColumnElement[bool]:
    return or_(message.c.text.icontains(words, autoescape=True), message.c.folded.icontains(words, autoescape=True))


def _readers_called(words: str) -> ColumnElement[int]:
    """Return the readers of this name and all that were merged into them, for they carry it too."""
    called = select(reader.c.id).where(reader.c.name.icontains(words, autoescape=True)).cte("called", recursive=True)
    called = called.union(select(reader.c.id).join(called, reader.c.merged_into == called.c.id))
    return select(called.c.id).scalar_subquery()
