"""Every setting, by its one name: RIC_X in the environment, RIC_X_FILE for a secret, or x in RIC_CONFIG/ric.toml."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.values import (
    Address,
    DatabaseUrl,
    HostPort,
    Limit,
    Mailboxes,
    Networks,
    Origins,
    Pace,
    Password,
    RedisUrl,
    Secret,
    Url,
)
from routing.errors import Fault, SettingsFault


class Settings(BaseModel):
    """The settings of docs/settings.md; the environment's name of `x` is RIC_X."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    http: HostPort = Address(host="127.0.0.1", port=8080)
    smtp: HostPort = Address(host="127.0.0.1", port=8025)
    ops: HostPort | None = None
    config: Path = Path("config")
    data: Path = Path("var")
    cache: Path = Path("~/.cache/ric")
    database_url: DatabaseUrl | None = None
    redis_url: RedisUrl | None = None
    secret: Secret | None = None
    public_url: Url | None = None
    trusted_proxies: Networks = ()
    widget_sites: Origins = ("*",)
    mail_addresses: Mailboxes = ("ask@library.example",)
    mail_relay: HostPort | None = None
    mail_relay_user: str | None = None
    mail_relay_password: Password = None
    mail_relay_tls: Literal["none", "starttls", "tls"] | None = None
    mail_authserv: str | None = None
    mail_daily: int = Field(5, ge=0)
    chat_limit: Limit = Pace(burst=30, per_second=1)
    session_limit: int = Field(600, ge=0)
    telegram_token: Password = None
    telegram_api: Url = "https://api.telegram.org"
    rasa_url: Url | None = None
    admin_email: str | None = None
    admin_password: Password = None

    @property
    def url(self) -> str:
        """The address by which readers reach RIC."""
        return self.public_url or f"http://{self.http}"

    @property
    def says_where(self) -> str:
        """The setting that says where everything is stored."""
        return "RIC_DATABASE_URL" if self.database_url else "RIC_DATA"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings, or raise SettingsFault with every fault. An empty value counts as not set."""
    environment = os.environ if environment is None else environment
    faults: list[Fault] = []
    given = _from_environment(environment, faults)
    folder = Path(given.get("config", "config"))
    values = {**_from_file(folder / "ric.toml", faults), **given}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults += [_fault(item, given, folder) for item in error.errors(include_url=False)]
    faults += _cross_check(values, folder)
    if faults:
        raise SettingsFault(faults)
    return settings.model_copy(update={"cache": settings.cache.expanduser()})


def _from_environment(environment: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if not name.startswith("RIC_") or not value:
            continue
        field = name.removeprefix("RIC_").lower()
        if field in Settings.model_fields:
            values[field] = value
        elif field.endswith("_file") and field.removesuffix("_file") in Settings.model_fields:
            values[field.removesuffix("_file")] = _read(name, value, faults)
        else:
            faults.append(Fault(name, "there is no such setting (docs/settings.md lists them all)"))
    return values


def _read(name: str, path: str, faults: list[Fault]) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(name, f"{path} cannot be read: {error}"))
        return None


def _from_file(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault(str(path), str(error)))
        return {}


def _fault(item: Any, given: Mapping[str, Any], folder: Path) -> Fault:
    field = str(item["loc"][0])
    where = f"RIC_{field.upper()}" if field in given else f"{folder / 'ric.toml'}: {field}"
    what = "there is no such setting" if item["type"] == "extra_forbidden" else item["msg"]
    return Fault(where, what.removeprefix("Value error, "))


def _cross_check(values: Mapping[str, Any], folder: Path) -> list[Fault]:
    faults = []
    if values.get("database_url") and "secret" not in values:
        faults.append(Fault("RIC_SECRET", "is required with RIC_DATABASE_URL, the same for all processes"))
    config = Path(values.get("config", folder))
    if not config.is_dir():
        faults.append(Fault("RIC_CONFIG", f"{config} is not a folder"))
    return faults
