"""The port through which the mail channel keeps and reads attached files; the store fills it."""

from typing import Protocol

from routing.messages import Attachment


class Files(Protocol):
    """Where the bytes of attachments are."""

    async def keep(self, name: str, type: str, data: bytes) -> Attachment:  # noqa: A002 - Attachment's own word
        """Store a file durably; the same bytes are stored once. Raises Unavailable."""
        ...

    async def read(self, attachment: Attachment) -> bytes:
        """Return the bytes of a stored file. Raises NotFound or Unavailable."""
        ...
