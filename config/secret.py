"""RIC_SECRET: given by the operator, or made once and kept where only this user can read it."""

import os
import secrets
from pathlib import Path

from config.settings import SECRET_BYTES, Settings
from routing.errors import Fault, SettingsFault


def read_secret(settings: Settings) -> bytes:
    """Return the secret that signs sessions, plus-addresses and Message-IDs."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = settings.data / "secret"
    try:
        return _kept(path)
    except OSError as error:
        raise SettingsFault([Fault("RIC_DATA", f"{path}: {error.strerror}")]) from error


def _kept(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(SECRET_BYTES).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()
