from pathlib import Path

import pytest

from bot.knowledge.loading import load_knowledge
from routing.errors import SettingsFault

ENTRY = """
- id: renew-loan
  topic: renewal
  kind: answer
  title: {zh: 续借, en: Renew}
  phrasings: {zh: [怎么续借], en: [how do I renew]}
  answer: {zh: 可续, en: You may renew}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fixture = Path(__file__).parent / "knowledge"
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "library.yml").write_text((fixture / "library.yml").read_text("utf-8"), "utf-8")
    return tmp_path


def faults_of(folder: Path, entries: str) -> list[str]:
    (folder / "knowledge" / "renewal.yml").write_text(entries, "utf-8")
    with pytest.raises(SettingsFault) as raised:
        load_knowledge(folder)
    return list(map(str, raised.value.faults))


def test_sound_files_become_knowledge(folder: Path):
    (folder / "knowledge" / "renewal.yml").write_text(ENTRY, "utf-8")

    knowledge = load_knowledge(folder)

    assert list(knowledge.entries) == ["renew-loan"]


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("kind: answer", "kind: answer\n  colour: red", "knowledge/renewal.yml:5: colour: is not a key that is known"),
        ("{zh: 续借, en: Renew}", "{zh: 续借}", "knowledge/renewal.yml:5: title.en: is missing"),
        ("topic: renewal", "topic: gossip", "knowledge/renewal.yml:3: topic: unknown topic 'gossip'"),
        ("kind: answer", "kind: handover\n  queue: cellar", "knowledge/renewal.yml:5: unknown queue 'cellar'"),
        ("zh: [怎么续借]", "zh: []", "knowledge/renewal.yml:6: phrasings.zh: needs at least one"),
        ("zh: 可续", "zh: '{{ loans.staff.books }}'", "knowledge/renewal.yml:7: answer.zh: unknown fact 'loans.staff'"),
        ("zh: 可续", "zh: '{{ loans'", "knowledge/renewal.yml:7: answer.zh: template error"),
        ("zh: 可续", "zh: \"{{ hours_today('moon') }}\"", "knowledge/renewal.yml:7: answer.zh: template error"),
        ("kind: answer", "kind: lookup", "knowledge/renewal.yml:2: `lookup` belongs to entries of kind lookup"),
        ("id: renew-loan", "id: Renew_Loan", "knowledge/renewal.yml:2: id: 'Renew_Loan' does not have the form"),
        ("- id", "id", "knowledge/renewal.yml:3: no YAML"),
        ("- id: renew-loan", "- id: renew-loan\n  id: twice", "knowledge/renewal.yml:3: 'id' is there twice"),
    ],
)
def test_a_fault_is_told_with_file_and_line(folder: Path, written: str, instead: str, fault: str):
    told = faults_of(folder, ENTRY.replace(written, instead, 1))

    assert any(each.startswith(fault) for each in told), told


def test_all_faults_are_told_at_once(folder: Path):
    entries = ENTRY.replace("topic: renewal", "topic: gossip") + ENTRY.replace("zh: 可续", "zh: '{{ a }} {{ b }}'")

    told = faults_of(folder, entries)

    assert len(told) == 3


def test_no_fault_hides_another_one(folder: Path):
    library = folder / "library.yml"
    library.write_text(library.read_text("utf-8") + "bogus_key: 1\n", "utf-8")
    answer = "answer: {zh: '{{ nothing }}', en: '{{ loans'}"
    entries = ENTRY.replace("topic: renewal", "topic: gossip").replace("answer: {zh: 可续, en: You may renew}", answer)

    told = faults_of(folder, entries)

    assert sorted(each.split(": ", 1)[1].split(" '")[0].split(",")[0] for each in told) == [
        "answer.en: template error: unexpected end of template",
        "answer.zh: unknown fact",
        "bogus_key: is not a key that is known here",
        "topic: unknown topic",
    ]


def test_settings_that_cannot_be_read_make_no_fact_unknown(folder: Path):
    (folder / "library.yml").write_text("[", "utf-8")

    told = faults_of(folder, ENTRY.replace("zh: 可续", "zh: '{{ loans.staff }} {{ library.name }}'"))

    assert all(each.startswith("library.yml") for each in told), told


def test_a_fault_in_a_long_answer_names_the_line_of_the_answer(folder: Path):
    answer = "  answer:\n    en: ok\n    zh: |\n      第一行\n      第二行 {{ nothing }}\n"

    told = faults_of(folder, ENTRY.replace("  answer: {zh: 可续, en: You may renew}\n", answer))

    assert told == ["knowledge/renewal.yml:11: answer.zh: unknown fact 'nothing'"]


def test_a_doubled_id_is_told_with_both_lines(folder: Path):
    told = faults_of(folder, ENTRY + ENTRY)

    assert told == ["knowledge/renewal.yml:9: the id 'renew-loan' is taken at knowledge/renewal.yml:2"]


def test_a_bilingual_fact_in_one_language_is_a_fault(folder: Path):
    library = folder / "library.yml"
    library.write_text(library.read_text("utf-8") + "  fee: {zh: 一元}\n", "utf-8")

    told = faults_of(folder, ENTRY)

    assert told == ["library.yml:26: fee: a text in two languages has exactly the keys zh and en"]


def test_files_that_are_missing_or_no_text_are_faults_not_crashes(folder: Path):
    (folder / "library.yml").unlink()
    (folder / "knowledge" / "odd.yml").write_bytes(b"\xff\xfe\x00")

    told = faults_of(folder, ENTRY)

    assert any(each.startswith("library.yml: cannot be read") for each in told)
    assert any(each.startswith("knowledge/odd.yml: cannot be read") for each in told)
