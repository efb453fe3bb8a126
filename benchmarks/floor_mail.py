"""The floor of mail: aiosmtpd with a handler that does nothing."""

import argparse
import asyncio

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session


class Nothing:
    """Says 250 to every mail and forgets it."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 OK"


async def serve(port: int) -> None:
    """Serve until killed; says so when ready."""
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Nothing(), hostname="floor.example", loop=loop), "127.0.0.1", port)
    print("floor is ready", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Run the floor as a process of its own."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, required=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(arguments.parse_args().port))


if __name__ == "__main__":
    main()
