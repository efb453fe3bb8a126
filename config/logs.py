"""One log line per message and room, on stderr: readable on a terminal, JSON elsewhere. Never a reader's text."""

import logging
import sys

from config.json_lines import JsonLines

_NOISY = ("aiosmtpd", "httpx", "httpcore", "asyncio", "alembic", "aiohttp.access")


def set_up_logs(level: int = logging.INFO) -> None:
    """Send the logs of all rooms to stderr. Nobody asks from which line of code, thread or task a line came."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 (the way that logging's documentation gives)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_for_a_terminal() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's warnings repeat what a client has typed


def _for_a_terminal() -> logging.Formatter:
    import structlog  # noqa: PLC0415 (nobody looks at a service's lines in colour)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(),
        ],
    )
