"""Hands a composed mail to the library's relay, and says what a refusal means: later, or never."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from channels.mail.addresses import domain_of
from channels.mail.composing import Composed
from channels.mail.settings import MailSettings, Relay
from routing.errors import SendError

TIMEOUT = 30.0
"""Seconds for the whole exchange: shorter than the 60 s for which the outbox holds its claim."""
LATER = 300.0
PERMANENT = 500
MAX_DETAIL = 200

ADDRESS = re.compile(r"<?[^\s<>@]{1,200}@[^\s<>]{1,255}>?")


@dataclass(frozen=True, slots=True)
class Relaying:
    """Sends through the relay, one connection a mail."""

    settings: MailSettings

    async def deliver(self, composed: Composed) -> None:
        """Give one mail to the relay, or raise SendError."""
        relay = self.settings.relay
        if relay is None:
            raise SendError("no mail relay is set (RIC_MAIL_RELAY)", permanent=False, retry_after=LATER)
        with refusals_told():
            async with asyncio.timeout(TIMEOUT), self._client(relay) as client:
                await transact(client, composed)

    def _client(self, relay: Relay) -> SMTP:
        return SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user,
            password=relay.password,
            use_tls=relay.tls == "tls",
            start_tls=relay.tls == "starttls",
            local_hostname=domain_of(self.settings.addresses[0]),
            timeout=TIMEOUT,
        )


async def transact(client: SMTP, composed: Composed) -> None:
    """Do one mail transaction; the client's own `sendmail` refuses a null return path."""
    if composed.sender.isascii() and composed.recipient.isascii():
        await client.mail(composed.sender)
        await client.rcpt(composed.recipient)
    else:
        await client.mail(composed.sender, options=["SMTPUTF8", "BODY=8BITMIME"], encoding="utf-8")
        await client.rcpt(composed.recipient, encoding="utf-8")
    await client.data(composed.content)


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what aiosmtplib raises into SendError.

    5xx to the mail itself is for good. A refused greeting or password is about our settings: the mail waits. A relay
    that does not answer may be back in a moment: it is asked again soon.
    """
    try:
        yield
    except (SMTPAuthenticationError, SMTPConnectResponseError, SMTPHeloError) as error:
        raise SendError(told(error), permanent=False, retry_after=LATER) from error
    except SMTPRecipientsRefused as error:
        permanent = all(refused.code >= PERMANENT for refused in error.recipients)
        raise SendError(told(error.recipients[0]), permanent=permanent) from error
    except SMTPResponseException as error:
        raise SendError(told(error), permanent=error.code >= PERMANENT) from error
    except ValueError as error:
        raise SendError("this address cannot be written to", permanent=True) from error
    except (SMTPException, OSError) as error:
        raise SendError(told(error), permanent=False) from error


def told(error: Exception) -> str:
    """Say an error in a line for the desk, without addresses: the line is logged too."""
    if isinstance(error, SMTPResponseException):
        words = f"the relay answered {error.code} {error.message}"
    else:
        words = f"the relay could not be reached: {error}"
    return " ".join(ADDRESS.sub("<address>", words).split())[:MAX_DETAIL]
