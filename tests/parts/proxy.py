"""The reverse proxy of docker-compose.yml as a plain process: its own file, with the names of this machine."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.parts.compose import ROOT
from tests.parts.composed import translate

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
START_SECONDS = 20.0


@contextmanager
def proxy(folder: Path, port: int, web_ports: tuple[int, ...], environment: Mapping[str, str]) -> Iterator[None]:
    """Run nginx with config/compose/nginx.conf, filled in from the environment of the service `proxy`."""
    assert NGINX
    template = (ROOT / "config/compose/nginx.conf").read_text(encoding="utf-8")
    file = folder / "nginx.conf"
    file.write_text(translate(filled(template, environment), names(folder, port, web_ports)))
    as_root = "user root;" if os.geteuid() == 0 else ""  # else its workers could not enter the tests' folders
    with subprocess.Popen([NGINX, "-c", file, "-e", "stderr", "-g", f"daemon off; {as_root}"]) as server:
        try:
            _wait_for(port)
            yield
        finally:
            server.terminate()


def names(folder: Path, port: int, web_ports: tuple[int, ...]) -> dict[str, str]:
    """Return the table. Docker's names are looked up again and again by `resolve`, which here there is no need for."""
    return {
        "web-1:8080 resolve": f"127.0.0.1:{web_ports[0]}",
        "web-2:8080 resolve": f"127.0.0.1:{web_ports[1]}",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/tmp/": f"{folder}/",
    }


def filled(template: str, environment: Mapping[str, str]) -> str:
    """Fill in what the image's envsubst would: the names that NGINX_ENVSUBST_FILTER lets through."""
    wanted = re.compile(environment["NGINX_ENVSUBST_FILTER"])
    for name in filter(wanted.search, environment):
        template = template.replace(f"${{{name}}}", environment[name])
    return template


def _wait_for(port: int) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # a listening socket of another process cannot be awaited
    raise RuntimeError("nginx did not start")
