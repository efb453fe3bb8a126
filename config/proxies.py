"""Who is at the other end: X-Forwarded-For is believed only from the proxies that the operator named."""

import ipaddress
from collections.abc import Callable, Sequence

from aiohttp import web

from routing.errors import Fault, SettingsFault


def client_address(trusted_proxies: Sequence[str]) -> Callable[[web.Request], str]:
    """Return a function that names the client of a request: the last address that no trusted proxy vouches for."""
    try:
        trusted = [ipaddress.ip_network(proxy, strict=False) for proxy in trusted_proxies]
    except ValueError as error:
        raise SettingsFault([Fault("RIC_TRUSTED_PROXIES", str(error))]) from error

    def is_trusted(address: str) -> bool:
        return any(ipaddress.ip_address(address) in network for network in trusted)

    def find(request: web.Request) -> str:
        hops = [request.remote or "0.0.0.0"]  # noqa: S104 (a name for "unknown", nothing is bound)
        for value in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
            if not is_trusted(hops[-1]) or not _is_address(value.strip()):
                break
            hops.append(value.strip())
        return hops[-1]

    return find


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True
