"""The log tells what happened, and never what somebody wrote."""

import json
import subprocess
import sys

SET_UP = "import logging; from config.logs import set_up_logs; set_up_logs();"


def logged(line: str) -> str:
    """Log one line in a process of its own, as `ric run` does, and return what stood on stderr."""
    ended = subprocess.run([sys.executable, "-c", SET_UP + line], capture_output=True, text=True, check=True)
    return ended.stderr


def test_a_line_is_json_with_its_event_room_and_ids() -> None:
    line = json.loads(logged("logging.getLogger('routing.router').info('message_routed', extra={'message_id': 7})"))

    assert (line["event"], line["logger"], line["message_id"]) == ("message_routed", "routing.router", 7)
    assert line["timestamp"].endswith("Z")


def test_what_a_mail_client_has_typed_is_not_logged() -> None:
    typed = "logging.getLogger('mail.log').warning('%r unrecognised: %s', ('127.0.0.1', 5), 'my password is hunter2')"

    assert logged(typed) == ""
