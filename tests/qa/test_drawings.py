"""Every drawing is rendered, in the size and weight that pages count on, and says what it shows."""

import tomllib
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from qa.demo import render

SIZES = {"topic": (400, 400), "portrait": (640, 640)}
HEAVIEST = {"topic": 10_000, "portrait": 20_000, "hero": 40_000}
SITE_PICTURES = {
    "icon-180.png": (180, 180, 10_000),
    "icon-512.png": (512, 512, 20_000),
    "share.png": (1200, 630, 60_000),
}

COMPRESSION_NOISE = 24  # of 255, on the mean of a square of 10 pixels

every_drawing = pytest.mark.parametrize(
    "svg", sorted(render.DRAWINGS.glob("*.svg")), ids=lambda svg: svg.stem
)


def kind_of(svg: Path) -> str:
    return svg.stem.partition("-")[0]


def on_paper(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", picture.size, render.PAPER)
    return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")


@every_drawing
def test_picture_has_the_size_of_its_kind(svg):
    with Image.open(render.target_of(svg.stem)) as picture:
        assert (picture.format, picture.size) == ("WEBP", SIZES.get(kind_of(svg), (1200, 800)))


@every_drawing
def test_picture_is_light(svg):
    assert render.target_of(svg.stem).stat().st_size <= HEAVIEST.get(kind_of(svg), 45_000)


@every_drawing
def test_picture_shows_its_drawing_as_it_is_now(svg):
    drawn = on_paper(render.picture(svg, render.width_of(svg.stem)))
    with Image.open(render.target_of(svg.stem)) as picture:
        shown = on_paper(picture)

    difference = ImageChops.difference(drawn.reduce(10), shown.reduce(10))

    assert max(highest for _, highest in difference.getextrema()) <= COMPRESSION_NOISE


@every_drawing
@pytest.mark.parametrize("element", ["<text", "<image", "<script", "<style", "href="])
def test_drawing_holds_shapes_only(svg, element):
    assert element not in svg.read_text(encoding="utf-8")


def test_every_drawing_says_what_it_shows():
    words = tomllib.loads((render.PICTURES / "ALT.toml").read_text(encoding="utf-8"))

    assert {name for name, alt in words.items() if 0 < len(alt) <= 125} == {
        svg.stem for svg in render.DRAWINGS.glob("*.svg")
    }


@pytest.mark.parametrize("name", SITE_PICTURES)
def test_site_picture_has_its_size_and_is_light(name):
    width, height, heaviest = SITE_PICTURES[name]
    path = render.STATIC / name

    with Image.open(path) as picture:
        assert (picture.size, path.stat().st_size <= heaviest) == ((width, height), True)
