from collections import Counter
from pathlib import Path

from faults.checker import Verdict
from faults.report import PAGE, Report, write_report
from faults.run import Order, Result


def test_results_go_between_the_marks_of_the_page_again_and_again(tmp_path: Path) -> None:
    page = tmp_path / "faults.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    verdict = Verdict(figures=Counter({"web: acknowledged": 6000}))
    report = Report("make faults", results=[Result(Order(False, 60, 7), Counter(kill=3), verdict, 61.0)])

    write_report(report, page)
    once = page.read_text(encoding="utf-8")
    write_report(report, page)

    assert "| messages acknowledged | 6,000 |" in once
    assert page.read_text(encoding="utf-8") == once


def test_a_planted_bug_that_was_not_caught_is_a_failure() -> None:
    assert not Report("make faults", caught={"no-idempotency": Verdict()}).is_good
    assert Report("make faults", caught={"no-idempotency": Verdict(["stored 2 times"])}).is_good
