"""The `ric` command."""

import os


def main() -> None:
    """Run the command, with one thread a numerical library: two under load made the slowest answers far slower."""
    os.umask(0o077)  # readers' words and attachments are for this user alone
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from config.commands.application import application  # noqa: PLC0415 (numpy reads the lines above when imported)

    application()
