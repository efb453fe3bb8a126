"""A password that everybody tries first opens nothing: RIC says so before it starts."""

import pytest

from config.well_known import has_well_known_password, is_well_known
from tests.parts.ric import ric

RANDOM = "kV3pYq0mTz7LwB9dXcN2hRs6JfGa81uE"
LONG_DEFAULT = "change-me-please-change-me-please-123"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "change-me",
        "changeme",
        "CHANGE_ME",
        "postgres",
        "ric",
        "password",
        "Password1!",
        "secret",
        "123456",
        LONG_DEFAULT,
    ],
)
def test_what_everybody_tries_first_is_known(password: str) -> None:
    assert is_well_known(password)


@pytest.mark.parametrize("password", [RANDOM, "correct horse battery staple", "a secret of this library"])
def test_other_words_are_not(password: str) -> None:
    assert not is_well_known(password)


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("postgresql://ric:postgres@db.example/ric", True),
        ("postgresql://ric:@db.example/ric", True),
        ("postgresql://lib-7:lib-7@db.example/ric", True),
        ("postgresql://ric:p%61ssword@db.example/ric", True),
        (f"postgresql://ric:{RANDOM}@db.example/ric", False),
        ("postgresql://ric@db.example/ric?sslcert=ric.pem", False),
        ("postgresql://ric:@/ric?host=/run/postgresql", False),
    ],
)
def test_of_a_databases_address_only_the_password_counts(url: str, *, refused: bool) -> None:
    assert has_well_known_password(url) is refused


@pytest.mark.parametrize("command", ["check", "run"])
def test_ric_does_not_start_with_one(command: str, tmp_path) -> None:
    environment = {
        "RIC_DATA": str(tmp_path),
        "RIC_DATABASE_URL": "postgresql://ric:change-me@127.0.0.1:9/ric",
        "RIC_SECRET": LONG_DEFAULT,
    }

    done = ric(command, environment=environment)

    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        "RIC_DATABASE_URL: has a password that everybody tries first: make a random one",
        "RIC_SECRET: is a password that everybody tries first: make a random one",
    ]
