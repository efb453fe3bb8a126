"""What is not wrong but worth knowing: shown by `ric check`, by `ric run`, and on the desk."""

import ipaddress
from urllib.parse import urlsplit

from config.settings import Settings

NO_RELAY = (
    "没有设置发信服务器（RIC_MAIL_RELAY）：来信照收，回信暂存不发。 "
    "No mail relay is set (RIC_MAIL_RELAY): mail is received, replies wait until there is one."
)
NO_RASA = (
    "本版本尚未接入 Rasa（RIC_RASA_URL）：由内置引擎回答。 "
    "This version does not ask Rasa yet (RIC_RASA_URL): the embedded engine answers."
)
PLAIN_HTTP = (
    "RIC_PUBLIC_URL 不是 https：登录信息会以明文传输。 "
    "RIC_PUBLIC_URL is not https: passwords would travel in the clear."
)


def warnings_of(settings: Settings) -> list[str]:
    """Return what the operator should know, in both languages."""
    found = {
        NO_RELAY: settings.mail_relay is None,
        NO_RASA: settings.rasa_url is not None,
        PLAIN_HTTP: is_plain_and_public(settings),
    }
    return [words for words, applies in found.items() if applies]


def is_plain_and_public(settings: Settings) -> bool:
    """Tell whether the desk would be signed in to over plain http from outside. A fault unless all is loopback."""
    parts = urlsplit(settings.url)
    return parts.scheme == "http" and not (_is_loopback(parts.hostname) and _is_loopback(settings.http.host))


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
