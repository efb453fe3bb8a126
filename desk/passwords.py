"""Librarians' passwords: argon2id, computed beside the event loop, taking equally long for people who do not exist."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 256
_THREADS = 2
"""Each check takes 64 MiB for a tenth of a second: more at once would let strangers fill the memory."""


class Passwords:
    """Hashes and checks. RFC 9106; the parameters are argon2-cffi's, which follow its second recommendation."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")

    def hash(self, password: str) -> str:
        """Return the hash to store. Takes a tenth of a second: not for the event loop."""
        return self._hasher.hash(password)

    async def hash_aside(self, password: str) -> str:
        """Return the hash to store, computed beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one. None, for somebody unknown, takes as long and is False."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._check, password, stored)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)

    def _check(self, password: str, stored: str | None) -> bool:
        if self._nobody is None:  # whoever comes first, known or not, waits for it
            self._nobody = self.hash(secrets.token_urlsafe())
        try:
            right = self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return right and stored is not None


def make_password() -> str:
    """Return a password that nobody guesses: 16 letters and digits, 95 bits."""
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(letters) for _ in range(16))
