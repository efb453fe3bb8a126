"""The statements by which conversations and their messages are locked, changed and added, many at once."""

from collections.abc import Iterable

from sqlalchemy import Insert, Update, select, update

from crm_store.bulk import Bulk, Values, among, insertion, insertion_but_once, types_of
from crm_store.clock import due_after, due_type
from crm_store.tables import contact, conversation, message

_FIXED = {"id", "case_number", "previous_id", "channel", "created", "place"}
_WRITTEN = [column.name for column in conversation.columns if column.name not in _FIXED]
_TALK = (
    *("version", "seq", "language", "topic", "preview", "unread", "last_entry", "unsure_turns", "answered", "updated"),
)
"""What most messages change: all others leave alone whom the conversation belongs to, and the indexes of that."""
_NAMED = ("channel", "external_id")
REST = [name for name in _WRITTEN if name not in _TALK]


def _update(names: Iterable[str]) -> Bulk:
    def say(_dialect: str, values: Values) -> Update:
        changed = {name: values[name] for name in names}
        return update(conversation).where(conversation.c.id == values["id"]).values(changed)

    return Bulk(types_of(conversation, ["id", *names]), say)


def _insert_message(dialect: str, *, once: bool = False) -> Bulk:
    """Insert messages; with `once` but those that are there already, by channel and external id."""
    names = [column.name for column in message.columns if column.name != "indexed"]

    def say(dialect: str, values: Values) -> Insert:
        given = {**values, "due": due_after(dialect, values["due"])}
        return insertion_but_once(message, dialect, given, _NAMED) if once else insertion(message, dialect, given)

    return Bulk({**types_of(message, names), "due": due_type(dialect)}, say)


UPDATE_TALK, UPDATE = _update(_TALK), _update(_WRITTEN)
INSERT_CONVERSATION = Bulk(
    types_of(conversation, conversation.c.keys()),
    lambda dialect, values: insertion(conversation, dialect, values),
)
INSERT_MESSAGE = {dialect: _insert_message(dialect) for dialect in ("sqlite", "postgresql")}
INSERT_NEW_MESSAGE = {dialect: _insert_message(dialect, once=True) for dialect in INSERT_MESSAGE}
READ = (
    select(conversation, contact.c.address)
    .join(contact, contact.c.id == conversation.c.contact_id)
    .where(among(conversation.c.id, "ids"))
)
LOCK = READ.order_by(conversation.c.id).with_for_update(of=conversation, key_share=True)
