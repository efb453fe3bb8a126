"""The ready-made alert rules are well formed, and say in both languages what they mean."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ALERTS = Path(__file__).parents[2] / "docs" / "operations" / "alerts.yml"
RULES = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])


@rule
def test_an_alert_has_only_what_prometheus_knows(rule: dict[str, Any]) -> None:
    assert {"alert", "expr", "labels", "annotations"} <= rule.keys()
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"warning", "critical"}


@rule
def test_an_alert_says_in_both_languages_what_it_means(rule: dict[str, Any]) -> None:
    assert rule["annotations"].keys() == {"summary", "summary_zh"}


def test_no_two_alerts_have_one_name() -> None:
    names = [rule["alert"] for rule in RULES]

    assert len(set(names)) == len(names)
