"""RIC_SECRET: given by the operator, or made once and kept where only this user can read it."""

import contextlib
import os
import secrets
from pathlib import Path

from config.settings import Settings
from config.values import SECRET_BYTES
from routing.errors import Fault, SettingsFault


def read_secret(settings: Settings) -> bytes:
    """Return the secret that signs sessions, plus-addresses and Message-IDs; make it where there is none."""
    try:
        return kept_secret(settings) or _make(settings.data / "secret")
    except OSError as error:
        raise SettingsFault([Fault("RIC_DATA", f"{settings.data / 'secret'}: {error.strerror}")]) from error


def kept_secret(settings: Settings) -> bytes | None:
    """Return the secret that was given or made before, None where there is none yet."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = settings.data / "secret"
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsFault([Fault("RIC_DATA", f"{path}: {error.strerror}")]) from error
    if len(kept) < SECRET_BYTES:
        raise SettingsFault([Fault("RIC_DATA", f"{path}: has fewer than {SECRET_BYTES} bytes; remove it")])
    return kept


def _make(path: Path) -> bytes:
    """Write and sync under another name, then give it its own: it is never there half, and the first one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(SECRET_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_bytes()
