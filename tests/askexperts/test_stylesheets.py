import gzip

from django.contrib.staticfiles import finders

from askexperts.stylesheets import JOINED, PARTS, SOURCE, JoinedFinder


def test_page_finds_all_parts_in_one_file():
    found = finders.find(JOINED)

    with open(found, encoding="utf-8") as file:
        css = file.read()
    layers = ("tokens", "base", "layout", "components", "forms")
    positions = [css.find(f"@layer {layer}") for layer in layers]
    assert positions == sorted(positions)
    assert -1 not in positions
    assert css.count("@layer components {") == 1
    assert "/*" not in css


def test_joined_file_follows_its_parts(monkeypatch, tmp_path):
    (tmp_path / "components").mkdir()
    for part in PARTS:
        (tmp_path / f"{part}.css").write_text(f"/* why */\n.{part} {{\n  top: 0;\n}}\n")
    monkeypatch.setattr("askexperts.stylesheets.SOURCE", tmp_path)

    with open(JoinedFinder().find(JOINED), encoding="utf-8") as file:
        css = file.read()

    assert css == "".join(f".{part} {{\ntop: 0;\n}}\n" for part in PARTS)


def test_server_of_a_laptop_finds_it_packed():
    storage = dict(JoinedFinder().list(None))[f"{JOINED}.gz"]

    with storage.open(f"{JOINED}.gz") as packed, storage.open(JOINED) as plain:
        assert gzip.decompress(packed.read()) == plain.read()


def test_every_part_has_a_source():
    assert [part for part in PARTS if not (SOURCE / f"{part}.css").exists()] == []


def test_every_component_is_a_part():
    written = {f"components/{path.stem}" for path in (SOURCE / "components").glob("*.css")}

    assert written == {part for part in PARTS if part.startswith("components/")}
