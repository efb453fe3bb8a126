"""Passwords that everybody tries first: RIC does not start where one of them guards what readers wrote."""

import re
from urllib.parse import unquote, urlsplit

_TRIED_FIRST = re.compile(
    r"password|passwd|pass|postgres|ql|database|db|default|example|secret|library|admin|root|user|change|please|"
    r"welcome|letmein|qwerty|test|demo|dev|ric|key|abc|this|the|your|my|me|a|[\W\d_]"
)


def is_well_known(password: str) -> bool:
    """Tell whether a password is empty, or put together from nothing but such words, figures and marks."""
    return not _TRIED_FIRST.sub("", password.lower())


def has_well_known_password(url: str) -> bool:
    """Tell whether a database's address has such a password, or its user's name as one.

    An address without any password is another matter: that server knows its clients by a certificate or a socket.
    """
    parts = urlsplit(url)
    if parts.password is None or not parts.hostname:
        return False
    password = unquote(parts.password)
    return is_well_known(password) or password == unquote(parts.username or "")
