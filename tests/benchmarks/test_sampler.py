from pathlib import Path

from benchmarks.sampler import ROOT, package_of, room_of


def test_a_file_belongs_to_its_room_unless_it_lies_below_the_loop() -> None:
    assert room_of(str(ROOT / "crm_store" / "writer.py")) == "crm_store"
    assert room_of(str(ROOT / "config" / "json_lines.py")) == "config"
    assert room_of(str(ROOT / "config" / "cli.py")) is None
    assert room_of("/usr/lib/python3.11/json/encoder.py") is None


def test_libraries_are_told_apart_by_their_package() -> None:
    assert package_of(str(ROOT / "bot" / "markup.py")) == "own"
    assert package_of(str(Path("/x/lib/python3.11/site-packages/aiohttp/web.py"))) == "aiohttp"
    assert package_of("/usr/lib/python3.11/json/encoder.py") == "json"
