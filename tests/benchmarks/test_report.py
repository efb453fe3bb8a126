from pathlib import Path

from benchmarks.figures import Line, Section, nothing_lost, percentile, ratios, spread
from benchmarks.report import BENCHMARKS, PAGE, write_page


def test_results_go_between_the_marks_of_the_page_again_and_again(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    section = Section("Exchanges", (Line("% of the floor", "25", "100", ">= 40 %", holds=False),))

    write_page([section], "Measured here.", page)
    once = page.read_text(encoding="utf-8")
    write_page([section], "Measured here.", page)

    assert "| % of the floor | 25 | 100 | >= 40 % | **no** |" in once
    assert "- Exchanges: % of the floor" in once
    assert page.read_text(encoding="utf-8") == once


def test_the_page_names_every_benchmark() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [name for name in BENCHMARKS if f"| `benchmarks.{name}` |" not in page] == []


def test_a_line_over_its_limit_makes_its_section_fail_and_a_stated_one_does_not() -> None:
    assert not Section("x", (Line("a", "1", holds=False), Line("b", "1", holds=True))).holds
    assert Section("x", (Line("a", "1"), Line("b", "1", holds=True))).holds


def test_whatever_is_lost_is_over_its_limit() -> None:
    assert nothing_lost("answers", failed=0, lost=0).holds
    assert not nothing_lost("answers", failed=0, lost=1).holds


def test_figures_are_told_as_median_and_spread() -> None:
    assert spread([1_300, 900, 1_200]) == "1,200 [900-1,300]"
    assert spread([0.25, 0.5], 2) == "0.38 [0.25-0.50]"


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.99) == 5


def test_each_round_is_compared_with_its_neighbour() -> None:
    assert ratios([(100, 50), (200, 50)]) == [0.5, 0.25]
