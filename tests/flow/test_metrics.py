"""What Prometheus scrapes of a running RIC, and that the ready-made alerts ask for nothing else."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALERTS = Path(__file__).parents[2] / "docs" / "operations" / "alerts.yml"
RULES = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
ONLY_WITH_REDIS = {"ric_redis_up"}
Samples = dict[tuple[str, str], float]


async def scrape(library: Library) -> Samples:
    """Return every sample by its name and its labels' values."""
    async with aiohttp.ClientSession() as http, http.get(f"{library.url}/metrics") as answer:
        assert answer.status == 200
        families = list(text_string_to_metric_families(await answer.text()))
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, " ".join(sample.labels.values())): sample.value for sample in samples}


def waiting_in(samples: Samples) -> float:
    return sum(value for (name, _), value in samples.items() if name == "ric_queue_waiting")


async def scrape_until(library: Library, wanted: Callable[[Samples], bool]) -> Samples:
    """Scrape, and again as Prometheus does: what is told may be three seconds old."""
    async with asyncio.timeout(20):
        while not wanted(samples := await scrape(library)):  # noqa: ASYNC110 (a scraper has nothing to await)
            await asyncio.sleep(0.5)
    return samples


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
async def test_every_alert_asks_for_figures_that_there_are(one: Library, rule: dict) -> None:
    named = set(re.findall(r"\bric_\w+", rule["expr"]))
    there = {name for name, _ in await scrape(one)}

    assert named
    assert named - there <= ONLY_WITH_REDIS


async def test_who_waits_is_seen_by_queue(one: Library) -> None:
    async with one.chat() as reader:
        await reader.send(type="ask_librarian")
        await reader.hear("owner", lambda frame: frame["owner"] == "waiting")
        samples = await scrape_until(one, lambda found: waiting_in(found) > 0)

    assert waiting_in(samples) >= 1
    assert samples["ric_ready", ""] == 1
    assert ("ric_backup_timestamp_seconds", "") in samples


async def test_supervisors_see_the_same_at_the_desk(one: Library) -> None:
    async with one.desk() as librarian, asyncio.timeout(20):
        status, health = await librarian.get("health")
        while health["telegram"] != "polling":  # not yet asked for, right after the start
            await asyncio.sleep(0.5)
            status, health = await librarian.get("health")

    assert status == 200
    assert health["store"] == {**health["store"], "database": "sqlite", "faults": []}
    assert health["redis"]["state"] == "not_configured"
    assert health["bot"] in {"learned", "learning", "words"}
    assert (health["telegram"], health["relay"], health["rasa"]) == ("polling", True, False)
    assert {channel["channel"] for channel in health["channels"]} == {"web", "mail", "telegram"}
