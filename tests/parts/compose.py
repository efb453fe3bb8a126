"""docker-compose.yml as its own tests and the flow suite read it: services with commands and environments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Service:
    """What one service runs, with the settings that its image brings."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    replicas: int
    raw: Mapping[str, Any]

    @property
    def is_ric(self) -> bool:
        return self.raw.get("build") is not None


def read_services(variables: Mapping[str, str]) -> dict[str, Service]:
    """Return all services by name, with these variables filled in as from the file .env."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _service(name, _filled(raw, variables)) for name, raw in document["services"].items()}


def image_environment() -> dict[str, str]:
    """Return the settings of RIC that the Dockerfile gives to every process."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    words = re.findall(r"^ENV (.+)$", text, re.MULTILINE)[0].split()
    return {name: value for name, value in (word.split("=", 1) for word in words) if name.startswith("RIC_")}


def _service(name: str, raw: Mapping[str, Any]) -> Service:
    own = image_environment() if raw.get("build") is not None else {}
    environment = {**own, **{key: str(value) for key, value in raw.get("environment", {}).items()}}
    return Service(name, tuple(raw.get("command", ())), environment, raw["deploy"].get("replicas", 1), raw)


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: _value(found, variables), value)
    if isinstance(value, list):
        return [_filled(each, variables) for each in value]
    if isinstance(value, dict):
        return {key: _filled(each, variables) for key, each in value.items()}
    return value


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    """Compose's own rules: ${NAME:-default}, ${NAME:?what to do}, and $$ for a dollar."""
    name, kind, rest = found["name"], found["kind"], found["rest"]
    if name is None:
        return "$"
    if variables.get(name):
        return variables[name]
    if kind == "?":
        raise KeyError(f"{name}: {rest}")
    return rest or ""
