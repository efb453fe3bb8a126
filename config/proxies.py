"""Who is at the other end: X-Forwarded-For is believed only from the proxies that the operator named."""

import ipaddress
from collections.abc import Callable, Sequence

from aiohttp import web


def client_address(trusted_proxies: Sequence[str]) -> Callable[[web.Request], str]:
    """Return a function that names the client of a request: the last address that no trusted proxy vouches for."""
    trusted = [ipaddress.ip_network(proxy, strict=False) for proxy in trusted_proxies]

    def is_trusted(address: str) -> bool:
        return any(ipaddress.ip_address(address) in network for network in trusted)

    def find(request: web.Request) -> str:
        hops = [request.remote or "0.0.0.0"]  # noqa: S104 (a name for "unknown", nothing is bound)
        words = ",".join(request.headers.getall("X-Forwarded-For", []))  # some proxies add a line of their own
        for value in reversed(words.split(",")):
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
