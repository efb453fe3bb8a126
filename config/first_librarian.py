"""The first sign-in: an administrator from the settings, or one with a password that is made and shown once."""

from collections.abc import Callable

from config.settings import Settings
from config.store import Store
from crm_store.librarians import ensure_first_librarian, has_librarians
from desk.passwords import Passwords, make_password

DEFAULT_EMAIL = "admin@library.example"


async def greet_first_librarian(
    settings: Settings,
    store: Store,
    passwords: Passwords,
    announce: Callable[[str], None],
) -> None:
    """Add the first librarian where there is none; say how to sign in, with the password only if it was made here."""
    if await store.database.read(has_librarians):
        return
    email = settings.admin_email or DEFAULT_EMAIL
    given = settings.admin_password.get_secret_value() if settings.admin_password else None
    password = given or make_password()
    digest = await passwords.hash_aside(password)
    now = store.clock()
    added = await store.writer.run(
        lambda connection: ensure_first_librarian(
            connection,
            email,
            password=digest,
            make_id=store.make_id,
            now=now,
        ),
    )
    if added:
        announce(f"Sign in   {email}  password: {'as set in RIC_ADMIN_PASSWORD' if given else password}")
