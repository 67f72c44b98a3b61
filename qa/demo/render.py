"""Renders the drawings to the pictures that the demo loads: `python -m qa.demo.render`.

The SVG files are the source. Rendering needs `resvg_py`, which is among the requirements for
development only; the rendered pictures are part of the project.
"""

import io
from pathlib import Path

import resvg_py
from PIL import Image

FOLDER = Path(__file__).parent
DRAWINGS = FOLDER / "drawings"
PICTURES = FOLDER / "pictures"
STATIC = FOLDER.parent.parent / "static" / "img"
PAPER = "#f7f2e8"
QUALITY = 82
NARROWER = (400, 800)  # widths of the picture on the home page beside its own, in pixels
SHARED_PART = (0, 130, 1200, 760)  # of the picture on the home page, inside its round corners


def main() -> None:
    for svg in sorted(DRAWINGS.glob("*.svg")):
        image = picture(svg, width_of(svg.stem))
        image.save(target_of(svg.stem), quality=QUALITY, method=6)
    for width in NARROWER:
        _render_hero(width)
    _render_share()
    for size in (180, 512):
        _render_icon(size)


def picture(svg: Path, width: int) -> Image.Image:
    """Return the drawing in this width; transparent only where the drawing is."""
    png = resvg_py.svg_to_bytes(svg_path=str(svg), width=width)
    image = Image.open(io.BytesIO(bytes(png))).convert("RGBA")
    opaque = image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if opaque else image


def width_of(name: str) -> int:
    """Return how wide a drawing is rendered, in pixels."""
    kind = name.partition("-")[0]
    return {"topic": 400, "portrait": 640}.get(kind, 1200)


def target_of(name: str) -> Path:
    """Return where the rendered drawing is kept: the site's own picture is not demo content."""
    return (STATIC if name == "hero" else PICTURES) / f"{name}.webp"


def _render_hero(width: int) -> None:
    scene = picture(DRAWINGS / "hero.svg", width)
    scene.save(STATIC / f"hero-{width}.webp", quality=QUALITY, method=6)


def _render_share() -> None:
    scene = picture(DRAWINGS / "hero.svg", 1200).crop(SHARED_PART).convert("RGB")
    scene.quantize(128, dither=Image.Dither.NONE).save(STATIC / "share.png", optimize=True)


def _render_icon(size: int) -> None:
    icon = Image.new("RGBA", (size, size), PAPER)
    icon.alpha_composite(picture(STATIC / "logo.svg", size * 3 // 4), (size // 8, size // 8))
    icon.convert("RGB").save(STATIC / f"icon-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
