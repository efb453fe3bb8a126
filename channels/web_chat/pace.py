"""How fast one session may write, and how many sessions one address may open: token buckets in this process."""

import time
from collections import OrderedDict

_REMEMBERED = 20_000


class Pace:
    """A token bucket for each key: `burst` at once, then `per_second`. A burst of 0 lets everything pass."""

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._rate = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Take one token; False where none is left."""
        if not self._burst:
            return True
        now = time.monotonic()
        tokens, at = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed
