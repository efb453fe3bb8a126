"""How often somebody may try to sign in."""

from desk.throttle import ADDRESS_BURST, FREE_TRIES, LoginThrottle
from tests.desk.conftest import HandClock


def tries(throttle: LoginThrottle, account: str, address: str = "192.0.2.1", *, times: int = FREE_TRIES) -> list[int]:
    """Try so often; return the waits that were asked for."""
    return [throttle.admit(account, address) for _ in range(times)]


def test_the_first_tries_at_an_account_are_free_and_the_next_waits():
    throttle = LoginThrottle(HandClock())

    assert tries(throttle, "wang", times=FREE_TRIES + 1) == [0] * FREE_TRIES + [1]


def test_each_further_wrong_try_makes_the_wait_longer_up_to_a_quarter_of_an_hour():
    clock = HandClock()
    throttle, waits = LoginThrottle(clock), []
    tries(throttle, "wang")

    for _ in range(13):
        waits.append(throttle.admit("wang", "192.0.2.1"))
        clock.pass_by(seconds=waits[-1])
        throttle.admit("wang", "192.0.2.1")

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_a_try_that_was_refused_does_not_count():
    clock = HandClock()
    throttle = LoginThrottle(clock)
    tries(throttle, "wang", times=100)

    clock.pass_by(seconds=1)

    assert throttle.admit("wang", "192.0.2.1") == 0


def test_the_right_password_clears_the_account():
    throttle = LoginThrottle(HandClock())
    tries(throttle, "wang")

    throttle.clear("wang", "192.0.2.1")

    assert tries(throttle, "wang") == [0] * FREE_TRIES


def test_an_account_is_forgiven_after_a_day():
    clock = HandClock()
    throttle = LoginThrottle(clock)
    tries(throttle, "wang")

    clock.pass_by(hours=25)

    assert tries(throttle, "wang") == [0] * FREE_TRIES


def test_an_account_is_throttled_from_whatever_address_one_tries():
    throttle = LoginThrottle(HandClock())

    waits = [throttle.admit("wang", f"192.0.2.{number}") for number in range(FREE_TRIES + 1)]

    assert waits[-1] > 0


def test_a_campus_behind_one_address_signs_in_all_at_once():
    throttle = LoginThrottle(HandClock())
    waits = []

    for number in range(ADDRESS_BURST * 3):
        waits.append(throttle.admit(f"librarian{number}", "192.0.2.1"))
        throttle.clear(f"librarian{number}", "192.0.2.1")

    assert set(waits) == {0}


def test_guessing_at_many_accounts_from_one_address_ends_and_others_may_go_on():
    throttle = LoginThrottle(HandClock())

    waits = [throttle.admit(f"account{number}", "192.0.2.1") for number in range(ADDRESS_BURST + 1)]

    assert waits[-2:] == [0, 2]
    assert throttle.admit("wang", "198.51.100.1") == 0


def test_a_whole_network_of_ipv6_is_one_address():
    throttle = LoginThrottle(HandClock())

    waits = [throttle.admit(f"account{number}", f"2001:db8::{number:x}") for number in range(ADDRESS_BURST + 1)]

    assert waits[-1] > 0
    assert throttle.admit("wang", "2001:db8:0:1::1") == 0
