"""Librarians' passwords."""

from argon2 import PasswordHasher

from desk.passwords import SHORTEST, Passwords, make_password


class CountingHasher(PasswordHasher):
    """Counts how often a password is really checked: that is what takes the time."""

    checks = 0

    def verify(self, hash, password):  # noqa: A002 (argon2's own word)
        self.checks += 1
        return super().verify(hash, password)


async def test_the_right_password_matches_and_no_other_does():
    passwords = Passwords()
    stored = await passwords.hash_aside("correct horse")

    assert await passwords.matches("correct horse", stored)
    assert not await passwords.matches("Correct horse", stored)


async def test_nobody_matches_no_password_at_all():
    assert not await Passwords().matches("", None)


async def test_nobodys_password_is_checked_as_long_as_somebodys():
    hasher = CountingHasher()
    passwords = Passwords(hasher)

    await passwords.matches("wrong password", passwords.hash("right password"))
    known = hasher.checks
    await passwords.matches("wrong password", None)

    assert (known, hasher.checks) == (1, 2)


async def test_a_hash_that_cannot_be_read_matches_nothing():
    assert not await Passwords().matches("anything", "plain text")


def test_hashes_are_argon2id_and_salted():
    first, second = (Passwords().hash("correct horse") for _ in range(2))

    assert first.startswith("$argon2id$")
    assert first != second


def test_made_passwords_are_long_enough_and_never_the_same():
    made = {make_password() for _ in range(100)}

    assert len(made) == 100
    assert all(len(password) >= SHORTEST for password in made)
