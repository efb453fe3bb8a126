"""Finding a reader by what an operator has in hand: an id, a case number, or an address."""

from sqlalchemy import Connection, select

from crm_store.readers import heads
from crm_store.tables import claim, contact, conversation, reader
from routing.errors import Invalid, NotFound


def find_reader(connection: Connection, who: str) -> int:
    """Return the reader that is meant. NotFound: nobody; Invalid: several, whose ids are told."""
    wanted = who.strip()
    found = {head.id for head in heads(connection, _named_by(connection, wanted)).values()}
    if not found:
        raise NotFound("no reader has this id, case number or address")
    if len(found) > 1:
        ids = ", ".join(map(str, sorted(found)))
        raise Invalid(f"several readers have or claim this address; name one by its id: {ids}")
    return found.pop()


def _named_by(connection: Connection, wanted: str) -> set[int]:
    by_case = select(contact.c.reader_id).join(conversation, conversation.c.contact_id == contact.c.id)
    queries = [
        by_case.where(conversation.c.case_number == wanted.upper()),
        select(contact.c.reader_id).where(contact.c.address.in_([wanted, wanted.lower()])),
        select(claim.c.reader_id).where(claim.c.address.in_([wanted, wanted.lower()])),
    ]
    if wanted.isascii() and wanted.isdecimal() and int(wanted) < 2**63:
        queries.append(select(reader.c.id).where(reader.c.id == int(wanted)))
    return {key for query in queries for key in connection.scalars(query)}
