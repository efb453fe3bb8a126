"""Every error that we raise, split by what the caller can do about it.

RicError
├── Refused                 the caller asked for something that is not allowed now: say so, change nothing
│   ├── NotFound            there is no such thing, or it is not yours to see
│   ├── WrongState          the conversation's owner does not allow this move
│   │   └── AlreadyClaimed  another librarian was first
│   └── Invalid             the words of the request are off: correct them
├── Unavailable             ours is broken or full: keep the message, say "later", try again
├── StoreFault              a write broke a rule of the tables: a fault of ours, to be found in the log
├── BackupFault             a backup cannot be made, is damaged or does not fit: nothing was changed, mend what it names
├── SendError               a reply did not go out: try again later, or show it on the desk
└── SettingsFault           the operator has to change a setting or a file
"""

from dataclasses import dataclass


class RicError(Exception):
    """Any error of ours."""


class Refused(RicError):
    """The request is not allowed now; nothing was changed."""


class NotFound(Refused):
    """There is no such thing, or it is not yours to see."""


class WrongState(Refused):
    """The conversation's owner does not allow this move."""


class AlreadyClaimed(WrongState):
    """Another librarian claimed the conversation first."""

    def __init__(self, assignee_id: int) -> None:
        super().__init__("another librarian has claimed this conversation")
        self.assignee_id = assignee_id


class Invalid(Refused):
    """A field of the request is wrong; `fields` maps its name to the reason."""

    def __init__(self, detail: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.fields = fields or {}


class Unavailable(RicError):
    """The store (or another part of ours) cannot take this now. Nothing was acknowledged. `lasting` tells that it will
    not come back by itself: somebody has to mend it.
    """

    def __init__(self, detail: str, *, lasting: bool = False) -> None:
        super().__init__(detail)
        self.lasting = lasting


class StoreFault(RicError):
    """A write broke a rule of the tables. Its words name the rule and never the row: errors are logged."""


class BackupFault(RicError):
    """A backup could not be made, or cannot be put back. Nothing was changed."""


class SendError(RicError):
    """A channel could not deliver one message; `permanent` tells that trying again is useless."""

    def __init__(self, detail: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.permanent = permanent
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that an operator has to mend, and where it stands."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class SettingsFault(RicError):
    """Settings or files are wrong; `faults` lists all of them, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
