"""`python -m config` is the `ric` command, wherever it is run from."""

from config.cli import main

main()
