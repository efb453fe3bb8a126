"""Whether the sender of a mail is who From says, by the word of the library's own mail server (RFC 8601)."""

import re
from dataclasses import dataclass, field

from channels.mail.addresses import domain_of
from channels.mail.reading import ReadMail

MAX_RESULTS = 50
TOKEN = re.compile(r"([\w.-]+)\s*=\s*(\"\"|[^\s;]+)")


@dataclass(frozen=True, slots=True)
class Result:
    """One method of an Authentication-Results header: `dkim=pass header.d=reader.example`."""

    method: str
    verdict: str
    properties: dict[str, str] = field(default_factory=dict)


def is_authenticated(mail: ReadMail, authserv: str | None) -> bool:
    """Tell whether the one address in From is authenticated. None: no server's word counts, so nobody is.

    DMARC decides where there is a result. Without one, DKIM or SPF must have passed for From's own domain.
    """
    if authserv is None or len(mail.senders) != 1 or len(mail.all("from")) != 1:
        return False
    domain = domain_of(mail.sender().address)
    results = read_results(mail, authserv)
    dmarc = [result for result in results if result.method == "dmarc"]
    if not domain:
        return False
    if dmarc:
        return all(result.verdict == "pass" for result in dmarc) and any(names(result, domain) for result in dmarc)
    return any(result.verdict == "pass" and is_aligned(result, domain) for result in results)


def names(result: Result, domain: str) -> bool:
    """Tell whether a DMARC result is about this domain; most servers say so, and one that says another is not."""
    said = result.properties.get("header.from", domain)
    return (domain_of(said) or said.lower()) == domain


def is_aligned(result: Result, domain: str) -> bool:
    """Tell whether what was checked is From's domain or one above it."""
    checked = {
        "dkim": result.properties.get("header.d", "") or domain_of(result.properties.get("header.i", "")),
        "spf": result.properties.get("smtp.mailfrom", ""),
    }.get(result.method, "")
    checked = (domain_of(checked) or checked).lower()
    return "." in checked and (domain == checked or domain.endswith(f".{checked}"))


def read_results(mail: ReadMail, authserv: str) -> tuple[Result, ...]:
    """Return the results of the topmost header of our server; copies below it are anybody's (RFC 8601 section 5)."""
    for header in mail.all("authentication-results"):
        server, *clauses = bare(header).split(";")
        if server.split()[:1] == [authserv.lower()]:
            return tuple(result for clause in clauses[:MAX_RESULTS] if (result := read_result(clause)) is not None)
    return ()


def read_result(clause: str) -> Result | None:
    """Read `dkim=pass reason="" header.d=reader.example`."""
    pairs = [(name.lower(), value.lower()) for name, value in TOKEN.findall(clause)]
    if not pairs:
        return None
    method, verdict = pairs[0]
    return Result(method.partition("/")[0], verdict, dict(reversed(pairs[1:])))


def bare(header: str) -> str:
    """Return a header in lower case without comments and with quoted strings emptied: senders choose their content."""
    out: list[str] = []
    comments, is_quoted, is_escaped = 0, False, False
    for letter in header.lower():
        if is_escaped:
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == '"' and not comments:
            is_quoted = not is_quoted
            out.append(letter)
        elif is_quoted:
            continue
        elif letter in "()":
            comments = max(comments + (1 if letter == "(" else -1), 0)
        elif not comments:
            out.append(letter)
    return "".join(out)
