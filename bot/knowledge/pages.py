"""A YAML file as plain data that remembers its lines, so that every fault can say where it stands."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from routing.errors import Fault

Spot = tuple[str | int, ...]
"""The way to one part of a document: keys and list positions from the top."""


@dataclass(slots=True)
class Page:
    """One file: its data (None where it cannot be read), the line of each part, and what was wrong while reading.

    `lines` holds, for a block text (`|` or `>`), the line before its first one.
    """

    name: str
    data: Any = None
    lines: dict[Spot, int] = field(default_factory=dict)
    blocks: set[Spot] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def where(self, spot: Spot, line_of_text: int = 0) -> str:
        """Return "file:line" of a part, or of its nearest parent; `line_of_text` counts from 1 in a block text."""
        known = next((spot[:end] for end in range(len(spot), -1, -1) if spot[:end] in self.lines), ())
        extra = line_of_text if known == spot and spot in self.blocks else 0
        return f"{self.name}:{self.lines.get(known, 1) + extra}"


def read_page(file: Path, name: str) -> Page:
    """Read one file; what cannot be read is a fault in the page, never an exception."""
    page = Page(name)
    try:
        text = file.read_text(encoding="utf-8-sig")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        page.data = None if root is None else _build(page, root, ())
    except (OSError, UnicodeDecodeError) as fault:
        page.faults.append(Fault(name, f"cannot be read: {fault}"))
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        page.faults.append(Fault(f"{name}:{line}", f"no YAML: {fault.problem or fault.context}"))
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        page.faults.append(Fault(name, f"no YAML: {fault}"))
    return page


def _build(page: Page, node: Node, spot: Spot) -> Any:
    page.lines.setdefault(spot, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _build_mapping(page, node, spot)
    if isinstance(node, SequenceNode):
        return [_build(page, item, (*spot, position)) for position, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    if node.style in ("|", ">"):
        page.blocks.add(spot)
    return _plain(node)


def _build_mapping(page: Page, node: MappingNode, spot: Spot) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise ConstructorError(None, None, "a key is a simple word", key_node.start_mark)
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in built:
            page.faults.append(Fault(f"{page.name}:{line}", f"{key!r} is there twice"))
        page.lines[(*spot, key)] = line
        built[key] = _build(page, value_node, (*spot, key))
    return built


def _plain(node: ScalarNode) -> Any:
    """Return text, number, truth value or None; dates become ISO texts, so that all of it fits into JSON."""
    value = SafeConstructor().construct_object(node)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(node.value)
