"""docker-compose.yml and the Dockerfile keep their promises: nothing open, nothing loose, nothing secret in sight."""

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

from config.rooms import Room
from config.settings import Settings
from tests.parts.compose import FILE, ROOT, Service, image_environment, read_services

VARIABLES = {"RIC_PUBLIC_URL": "https://ask.library.example"}
SERVICES = read_services(VARIABLES)
DOCUMENT = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
ALWAYS_SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL")

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.name)
every_ric = pytest.mark.parametrize(
    "service",
    [service for service in SERVICES.values() if service.is_ric],
    ids=lambda service: service.name,
)


def test_it_keeps_to_the_schema_of_compose() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_ric_runs_in_eight_processes_with_every_room() -> None:
    ric = [service for service in SERVICES.values() if service.is_ric]

    assert sum(service.replicas for service in ric) == 8
    assert {service.command[3] for service in ric} == set(Room)


def test_nothing_starts_before_the_operator_said_where_readers_come() -> None:
    with pytest.raises(KeyError, match="RIC_PUBLIC_URL"):
        read_services({})


@every_service
def test_every_service_says_whether_it_is_well(service: Service) -> None:
    assert service.raw["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@every_service
def test_every_service_is_confined(service: Service) -> None:
    raw = service.raw

    assert (raw["read_only"], raw["cap_drop"], raw["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert not raw.keys() & {"privileged", "cap_add", "network_mode", "pid", "devices"}
    assert all("docker.sock" not in volume for volume in raw.get("volumes", []))


@every_service
def test_no_service_runs_as_root(service: Service) -> None:
    user = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1] if service.is_ric else service.raw["user"]

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


@every_service
def test_every_service_has_limits_and_comes_back(service: Service) -> None:
    limits = service.raw["deploy"]["resources"]["limits"]

    assert {"memory", "pids"} <= limits.keys()
    assert (service.raw["restart"], service.raw["logging"]["options"]["max-file"]) == ("unless-stopped", "5")


def test_only_the_proxy_and_the_mail_are_published_and_only_to_this_machine() -> None:
    published = {service.name: service.raw["ports"] for service in SERVICES.values() if "ports" in service.raw}

    assert published == {"proxy": ["127.0.0.1:8080:8080"], "mail": ["127.0.0.1:8025:8025"]}


def test_the_stores_are_out_of_everybodys_reach_but_rics() -> None:
    reach = {service.name for service in SERVICES.values() if "store" in service.raw["networks"]}

    assert DOCUMENT["networks"]["store"] == {"internal": True}
    assert SERVICES["postgres"].raw["networks"] == SERVICES["redis"].raw["networks"] == ["store"]
    assert reach == {service.name for service in SERVICES.values() if service.is_ric} | {"postgres", "redis"}


def test_only_those_who_call_others_have_a_way_out() -> None:
    out = {service.name for service in SERVICES.values() if "outward" in service.raw["networks"]}

    assert out == {"telegram", "router", "outbox"}
    assert DOCUMENT["networks"]["inside"]["internal"]
    assert DOCUMENT["networks"]["front"]["driver_opts"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}


@every_service
def test_secrets_come_as_files_and_only_those_that_are_mounted(service: Service) -> None:
    secret = {name: value for name, value in service.environment.items() if ALWAYS_SECRET.search(name)}
    mounted = {f"/run/secrets/{name}" for name in service.raw.get("secrets", [])}

    assert all(name.endswith("_FILE") for name in secret)
    assert set(secret.values()) <= mounted
    assert set(service.raw.get("secrets", [])) <= DOCUMENT["secrets"].keys()


def test_every_secret_is_made_by_the_script(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    again = make_secrets(tmp_path)

    assert DOCUMENT["secrets"].keys() <= made.keys()
    assert (again, tmp_path.stat().st_mode & 0o777) == ("", 0o700)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == made
    assert len({made["secret"], made["admin_password"], made["postgres_password"], made["redis_password"]}) == 4
    assert len(made["secret"].strip()) >= 32


@every_ric
def test_every_setting_is_one_that_ric_knows(service: Service) -> None:
    names = {name.removeprefix("RIC_").removesuffix("_FILE").lower() for name in service.environment}

    assert names <= set(Settings.model_fields)


@every_ric
def test_every_ric_waits_for_the_stores_and_has_time_to_end(service: Service) -> None:
    conditions = {name: each["condition"] for name, each in service.raw["depends_on"].items()}

    assert conditions == {"postgres": "service_healthy", "redis": "service_healthy"}
    assert service.raw["stop_grace_period"] == "20s"


@every_service
def test_images_are_named_with_their_exact_version(service: Service) -> None:
    image = service.raw["image"]

    assert image == f"ric:{VERSION}" if service.is_ric else re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+", image)


def test_the_image_is_made_of_the_locks_and_brings_no_tools() -> None:
    stages = DOCKERFILE.split("\nFROM ")
    installs = re.findall(r"pip .*install .*", DOCKERFILE)

    assert {stage.split()[0] for stage in stages[1:]} == {"python:3.11.14-slim-bookworm"}
    assert all("--require-hashes" in line for line in installs if "uninstall" not in line)
    assert "apt-get" not in stages[-1]
    assert re.search(r"pip uninstall --yes .*wheel setuptools pip", stages[-1])


def test_the_image_and_the_services_are_found_well_in_the_same_way() -> None:
    told = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)

    assert told
    assert SERVICES["web-1"].raw["healthcheck"]["test"] == ["CMD", *yaml.safe_load(told[1])]
    assert (ROOT / "config/compose/healthy.py").is_file()


def test_state_lies_in_the_volume_alone() -> None:
    where = image_environment()

    assert where["RIC_DATA"] == "/var/lib/ric"
    assert where["RIC_CACHE"].startswith("/var/lib/ric/")
    assert "data:/var/lib/ric" in SERVICES["mail"].raw["volumes"]


def test_no_secret_and_nothing_stored_gets_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = chain.from_iterable(
        line.split()[:-1] for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    )
    assert {path.split("/")[0] for path in copied if not path.startswith("--")} <= sent


def make_secrets(folder: Path) -> str:
    command = [str(ROOT / "config/compose/make-secrets"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
