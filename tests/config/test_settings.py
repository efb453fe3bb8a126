"""Every fault of the settings is told at once, by the name that the operator wrote."""

from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from routing.errors import SettingsFault

SECRET = "s" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ric.toml").write_text("")
    return tmp_path


def load(folder: Path, **given: str) -> Settings:
    return load_settings({"RIC_CONFIG": str(folder), "PATH": "/bin", **given})


def faults(folder: Path, **given: str) -> dict[str, str]:
    with pytest.raises(SettingsFault) as raised:
        load(folder, **given)
    return {fault.where: fault.what for fault in raised.value.faults}


def test_without_any_setting_it_runs_on_this_machine_alone(folder: Path) -> None:
    found = load(folder)

    assert (str(found.http), str(found.smtp), found.url) == (
        "127.0.0.1:8080",
        "127.0.0.1:8025",
        "http://127.0.0.1:8080",
    )
    assert (found.database_url, found.redis_url, found.mail_relay, found.ops) == (None, None, None, None)
    assert (found.data, found.mail_addresses, found.widget_sites) == (Path("var"), ("ask@library.example",), ("*",))
    assert (found.chat_limit.burst, found.chat_limit.per_second) == (30, 1)
    assert (found.session_limit, found.mail_daily) == (600, 5)
    assert found.cache == Path("~/.cache/ric").expanduser()


def test_the_environment_wins_over_the_file(folder: Path) -> None:
    (folder / "ric.toml").write_text('http = "127.0.0.1:1"\nmail_daily = 7\n')

    found = load(folder, RIC_HTTP="[::1]:9000")

    assert (str(found.http), found.url, found.mail_daily) == ("[::1]:9000", "http://[::1]:9000", 7)


def test_lists_addresses_and_limits_are_read_as_they_are_written(folder: Path) -> None:
    found = load(
        folder,
        RIC_MAIL_ADDRESSES="ask@x.example, 咨询@x.example",
        RIC_CHAT_LIMIT="10/0.5",
        RIC_WIDGET_SITES="https://www.x.example,https://*.y.example",
        RIC_TRUSTED_PROXIES="10.0.0.0/8, ::1",
        RIC_PUBLIC_URL="https://ask.x.example/",
    )

    assert found.mail_addresses == ("ask@x.example", "咨询@x.example")
    assert (found.chat_limit.burst, found.chat_limit.per_second) == (10, 0.5)
    assert found.widget_sites == ("https://www.x.example", "https://*.y.example")
    assert (found.trusted_proxies, found.url) == (("10.0.0.0/8", "::1"), "https://ask.x.example")


def test_a_limit_of_nought_is_none(folder: Path) -> None:
    assert load(folder, RIC_CHAT_LIMIT="0").chat_limit.burst == 0


def test_a_secret_is_read_from_its_file(folder: Path) -> None:
    (folder / "secret").write_text(f"{SECRET}\n")

    found = load(folder, RIC_SECRET_FILE=str(folder / "secret"))

    assert found.secret
    assert found.secret.get_secret_value() == SECRET


def test_an_empty_file_of_a_password_that_may_be_left_out_leaves_it_out(folder: Path) -> None:
    (folder / "token").write_text("\n")

    assert load(folder, RIC_TELEGRAM_TOKEN_FILE=str(folder / "token")).telegram_token is None


def test_an_empty_value_counts_as_not_set(folder: Path) -> None:
    assert load(folder, RIC_REDIS_URL="", RIC_NOSUCH="").redis_url is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("RIC_HTPP", "127.0.0.1:80", "there is no such setting"),
        ("RIC_HTTP", "8080", "host:port"),
        ("RIC_HTTP", "127.0.0.1:99999", "less than or equal to 65535"),
        ("RIC_SMTP", "127.0.0.1:http", "host:port"),
        ("RIC_SECRET", "short", "at least 32 bytes"),
        ("RIC_SECRET_FILE", "/nosuch/file", "cannot be read"),
        ("RIC_DATABASE_URL", "mysql://x", "postgresql://"),
        ("RIC_REDIS_URL", "127.0.0.1:6379", "redis://"),
        ("RIC_PUBLIC_URL", "ask.x.example", "http or https"),
        ("RIC_PUBLIC_URL", "http://ask.x.example:999999", "ort out of range"),
        ("RIC_MAIL_ADDRESSES", "ask@x.example,desk", "desk"),
        ("RIC_CHAT_LIMIT", "many", "burst/per-second"),
        ("RIC_CHAT_LIMIT", "30/0", "greater than 0"),
        ("RIC_SESSION_LIMIT", "-1", "greater than or equal to 0"),
        ("RIC_MAIL_DAILY", "five", "valid integer"),
        ("RIC_MAIL_RELAY_TLS", "ssl", "'none', 'starttls' or 'tls'"),
        ("RIC_TRUSTED_PROXIES", "10.0.0.300", "IPv4 or IPv6"),
        ("RIC_WIDGET_SITES", "https://x.example; script-src *", "origins"),
        ("RIC_CONFIG", "/nosuch", "is not a folder"),
    ],
)
def test_a_wrong_value_is_told_by_its_name(folder: Path, name: str, value: str, words: str) -> None:
    assert words in faults(folder, **{name: value})[name]


def test_postgres_needs_a_secret_that_all_processes_share(folder: Path) -> None:
    assert "required" in faults(folder, RIC_DATABASE_URL="postgresql://x/y")["RIC_SECRET"]
    assert load(folder, RIC_DATABASE_URL="postgresql://x/y", RIC_SECRET=SECRET).database_url


def test_a_wrong_file_is_told_with_its_line(folder: Path) -> None:
    (folder / "ric.toml").write_text('http = "127.0.0.1:1"\nsmtp = \n')

    assert "line 2" in faults(folder)[str(folder / "ric.toml")]


def test_a_wrong_name_in_the_file_is_told_where_it_stands(folder: Path) -> None:
    (folder / "ric.toml").write_text('htpp = "127.0.0.1:1"\n')

    assert faults(folder) == {f"{folder / 'ric.toml'}: htpp": "there is no such setting"}


def test_all_faults_are_told_at_once(folder: Path) -> None:
    found = faults(
        folder,
        RIC_NOSUCH="1",
        RIC_HTTP="x",
        RIC_SECRET="short",
        RIC_ADMIN_PASSWORD_FILE="/nosuch",
        RIC_DATABASE_URL="postgresql://x/y",
        RIC_TRUSTED_PROXIES="here",
    )

    assert set(found) == {"RIC_NOSUCH", "RIC_HTTP", "RIC_SECRET", "RIC_ADMIN_PASSWORD_FILE", "RIC_TRUSTED_PROXIES"}


def test_secrets_are_never_shown(folder: Path) -> None:
    shown = repr(load(folder, RIC_SECRET=SECRET, RIC_ADMIN_PASSWORD="correct-horse"))

    assert SECRET not in shown
    assert "correct-horse" not in shown
    assert "short-and-secret" not in str(faults(folder, RIC_SECRET="short-and-secret"))
