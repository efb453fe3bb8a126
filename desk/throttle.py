"""How often somebody may try to sign in: strict for an account, generous for an address, where a campus may be."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from routing.ports import Clock

FREE_TRIES = 5
"""Tries at one account before each must wait for the one before it: 1 s, then twice as long each time."""

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
ADDRESS_BURST = 100
ADDRESS_PER_SECOND = 0.5
_MOST_KEPT = 20_000


@dataclass(slots=True)
class _Tries:
    count: float
    at: datetime


class LoginThrottle:
    """Counts tries in this process. A try counts when it begins, so that a hundred at once are a hundred."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accounts: OrderedDict[str, _Tries] = OrderedDict()
        self._addresses: OrderedDict[str, _Tries] = OrderedDict()

    def admit(self, account: str, address: str) -> int:
        """Count a try and return 0, or return the seconds to wait before the next one is looked at."""
        now = self._clock()
        network = _network(address)
        wait = max(self._account_wait(account, now), self._address_wait(network, now))
        if wait > 0:
            return math.ceil(wait)
        tried = self._accounts.get(account)
        _keep(self._accounts, account, _Tries((tried.count if tried else 0) + 1, now))
        _keep(self._addresses, network, _Tries(self._spent(network, now) + 1, now))
        return 0

    def clear(self, account: str, address: str) -> None:
        """Forget the tries at an account after the right password, and give its try back to the address."""
        self._accounts.pop(account, None)
        tried = self._addresses.get(_network(address))
        if tried:
            tried.count = max(tried.count - 1, 0)

    def _account_wait(self, account: str, now: datetime) -> float:
        tried = self._accounts.get(account)
        if tried is None or now - tried.at > FORGOTTEN_AFTER:
            self._accounts.pop(account, None)
            return 0
        over = int(tried.count) - FREE_TRIES
        if over < 0:
            return 0
        wait = min(timedelta(seconds=2 ** min(over, 20)), LONGEST_WAIT)
        return (tried.at + wait - now).total_seconds()

    def _address_wait(self, network: str, now: datetime) -> float:
        return (self._spent(network, now) + 1 - ADDRESS_BURST) / ADDRESS_PER_SECOND

    def _spent(self, network: str, now: datetime) -> float:
        tried = self._addresses.get(network)
        if tried is None:
            return 0
        return max(tried.count - (now - tried.at).total_seconds() * ADDRESS_PER_SECOND, 0)


def _keep(known: OrderedDict[str, _Tries], key: str, tries: _Tries) -> None:
    known[key] = tries
    known.move_to_end(key)
    if len(known) > _MOST_KEPT:
        known.popitem(last=False)


def _network(address: str) -> str:
    """One home has a whole /64 of IPv6 (RFC 6177): there the network is who tries."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped else str(parsed)
