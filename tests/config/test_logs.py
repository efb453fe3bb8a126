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


def test_a_failure_brings_its_traceback_on_the_same_line() -> None:
    failing = """
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger('routing.router').exception('routing_failed', extra={'conversation_id': 9})
"""
    line = json.loads(logged(failing))

    assert (line["event"], line["level"], line["conversation_id"]) == ("routing_failed", "error", 9)
    assert "ZeroDivisionError: division by zero" in line["exception"]


def test_what_a_mail_client_has_typed_is_not_logged() -> None:
    typed = "logging.getLogger('mail.log').warning('%r unrecognised: %s', ('127.0.0.1', 5), 'my password is hunter2')"

    assert logged(typed) == ""
