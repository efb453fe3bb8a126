"""What each part takes of an idle process's memory: imports one part after another, and says MB after each. Telegram,
Redis, PostgreSQL's driver and Alembic are loaded only where they are used.
"""

import importlib
import json
import os

from benchmarks.processes import resident_mb

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Python and asyncio", ("asyncio", "uvloop", "ssl", "email", "json")),
    ("web server (aiohttp)", ("aiohttp.web",)),
    ("settings and commands (pydantic, typer)", ("pydantic", "typer")),
    ("database (SQLAlchemy)", ("sqlalchemy.ext.asyncio",)),
    ("arrays (numpy)", ("numpy",)),
    ("Chinese (rjieba, opencc)", ("rjieba", "opencc")),
    ("answers (jinja2, markdown-it, nh3)", ("jinja2", "markdown_it", "nh3")),
    ("mail (aiosmtpd, aiosmtplib, inscriptis)", ("aiosmtpd.smtp", "aiosmtplib", "inscriptis")),
    ("RIC's own modules", ("config.run", "config.commands.application")),
)


def main() -> None:
    """Print [part, MB more] for each as JSON."""
    grown, before = [], 0.0
    for name, modules in PARTS:
        for module in modules:
            importlib.import_module(module)
        now = resident_mb(os.getpid())
        grown.append((name, now - before))
        before = now
    print(json.dumps(grown))


if __name__ == "__main__":
    main()
