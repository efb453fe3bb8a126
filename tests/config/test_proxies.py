"""Who is at the other end: X-Forwarded-For is believed from the operator's own proxies alone."""

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from config.proxies import client_address


def ask(peer: str, *forwarded: str, trusted: tuple[str, ...] = ("10.0.0.0/8",)) -> str:
    headers = CIMultiDict([("X-Forwarded-For", value) for value in forwarded])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    return client_address(trusted)(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("1.1.1.1",), "203.0.113.9"),
        ("10.0.0.2", ("198.51.100.7",), "198.51.100.7"),
        ("10.0.0.2", ("1.1.1.1, 198.51.100.7",), "198.51.100.7"),
        ("10.0.0.2", ("1.1.1.1, 198.51.100.7, 10.0.0.3",), "198.51.100.7"),
        ("10.0.0.2", ("1.1.1.1", "198.51.100.7"), "198.51.100.7"),
        ("10.0.0.2", ("nobody",), "10.0.0.2"),
        ("10.0.0.2", (), "10.0.0.2"),
        ("10.0.0.2", ("2001:db8::1",), "2001:db8::1"),
    ],
)
def test_the_client_is_the_last_address_that_no_proxy_of_ours_vouches_for(
    peer: str,
    forwarded: tuple[str, ...],
    client: str,
) -> None:
    assert ask(peer, *forwarded) == client


def test_without_proxies_nobody_is_believed() -> None:
    assert ask("127.0.0.1", "198.51.100.7", trusted=()) == "127.0.0.1"
