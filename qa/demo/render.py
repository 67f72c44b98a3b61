"""Renders the drawings to the pictures that the demo loads: `python -m qa.demo.render`.

The SVG files are the source. Rendering needs `resvg_py`, which is among the requirements for
development only; the rendered pictures are part of the project.
"""

import io
from pathlib import Path

import resvg_py
from PIL import Image

FOLDER = Path(__file__).parent
STATIC = FOLDER.parent.parent / "static" / "img"
QUALITY = 82


def picture(svg: Path, width: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_path=str(svg), width=width)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def width_of(name: str) -> int:
    """Return how wide a drawing is rendered, in pixels."""
    kind = name.partition("-")[0]
    return {"topic": 400, "portrait": 640}.get(kind, 1200)


def main() -> None:
    for svg in sorted((FOLDER / "drawings").glob("*.svg")):
        folder = STATIC if svg.stem == "hero" else FOLDER / "pictures"
        image = picture(svg, width_of(svg.stem)).convert("RGB")
        image.save(folder / f"{svg.stem}.webp", quality=QUALITY, method=6)
    hero = picture(FOLDER / "drawings" / "hero.svg", 1200).convert("RGB")
    hero.crop((0, 100, 1200, 730)).save(STATIC / "share.png", optimize=True)
    for size in (180, 512):
        icon = Image.new("RGBA", (size, size), "#f6f0e2")
        icon.alpha_composite(picture(STATIC / "logo.svg", size * 3 // 4), (size // 8, size // 8))
        icon.convert("RGB").save(STATIC / f"icon-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
