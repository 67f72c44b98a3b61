"""Pictures that staff upload: checked, re-encoded as WebP without metadata, in three widths.

A wide one is also cut to the shape in which other sites show a shared link.

A stored name ends in the size of the picture ("k3v9…-1200x800.webp"), so a page can keep its place
without opening the file. The narrower renditions lie beside it ("…-1200x800-400w.webp").
"""

import io
import re
import secrets
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from PIL import Image, ImageOps, UnidentifiedImageError

from .media import MediaStorage

WIDTHS = (400, 800, 1200)  # pixels; the last is the widest that is stored
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 80
SHARED_SIZE = (1200, 630)  # pixels, as a JPEG: not every site that shows links reads WebP

_SIZE_IN_NAME = re.compile(r"-(\d+)x(\d+)\.webp$")
_RENDITION = re.compile(r"(-\d+x\d+)-(?:\d+w\.webp|shared\.jpg)$")


def validate_picture(file: File) -> None:
    """Refuse what is not a JPEG, PNG or WebP picture of a sane size.

    Raises ValidationError with the code "too_large", "too_many_pixels" or "not_a_picture".
    """
    if getattr(file, "_committed", False):
        return
    if file.size > MAX_BYTES:
        raise ValidationError(
            "Choose a picture of 5 MB or less; this one is larger.", code="too_large"
        )
    try:
        file.seek(0)
        pixels = _pixels(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ValidationError(
            "Choose a JPEG, PNG or WebP picture; this file cannot be read as one.",
            code="not_a_picture",
        ) from None
    finally:
        file.seek(0)
    if pixels > MAX_PIXELS:
        raise ValidationError(
            "Choose a picture of 25 megapixels or less; this one has more.", code="too_many_pixels"
        )


def _pixels(file: File) -> int:
    """Return how many pixels the header promises, after reading them all where that is safe."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                pixels = image.width * image.height
                if pixels <= MAX_PIXELS:
                    image.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return MAX_PIXELS + 1
    return pixels


def renditions(file: File) -> dict[int, tuple[tuple[int, int], bytes]]:
    """Return WebP renditions by width limit: {limit: ((width, height), content)}, in pixels.

    The picture is turned upright and loses every kind of metadata (EXIF with a place, for one).
    """
    file.seek(0)
    with Image.open(file, formats=FORMATS) as opened:
        upright = _turned_upright(opened)
        image = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    encoded = {}
    for limit in WIDTHS:
        narrow = image.copy()
        narrow.thumbnail((limit, limit * 2), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        narrow.save(buffer, "WEBP", quality=QUALITY, method=4)
        encoded[limit] = (narrow.size, buffer.getvalue())
    return encoded


def _turned_upright(image: Image.Image) -> Image.Image:
    """Return the picture as it was held; as it lies in its file where its metadata are broken."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # Programs write anything there, and Pillow raises as many kinds of errors.
        return image


def shared_rendition(widest: bytes) -> bytes:
    """Return the middle of a picture in the shape of a shared link."""
    with Image.open(io.BytesIO(widest), formats=["WEBP"]) as image:
        shared = ImageOps.fit(image.convert("RGB"), SHARED_SIZE, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    shared.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()


def stored_name(name: str) -> str:
    """Return the name of the picture that a file is a rendition of, or is."""
    return _RENDITION.sub(r"\1.webp", name)


class PictureFieldFile(ImageFieldFile):
    """A stored picture that knows its size and its narrower renditions from its name alone."""

    storage: MediaStorage

    def save(self, name: str, content: File, save: bool = True) -> None:
        encoded = renditions(content)
        (width, height), widest = encoded[WIDTHS[-1]]
        super().save(
            f"{secrets.token_urlsafe(12)}-{width}x{height}.webp", ContentFile(widest), save
        )
        for limit in WIDTHS[:-1]:
            if limit < width:
                self.storage.save(self._rendition_name(limit), ContentFile(encoded[limit][1]))
        if self.is_wide:
            self.storage.save(self._shared_name, ContentFile(shared_rendition(widest)))

    save.alters_data = True

    def delete(self, save: bool = True) -> None:
        for name in self.names:
            self.storage.delete(name)
        super().delete(save)

    delete.alters_data = True

    def put_away(self) -> None:
        """Let no server show its files any more."""
        for name in self.names:
            self.storage.put_away(name)

    def bring_back(self) -> None:
        """Let its files be shown again."""
        for name in self.names:
            self.storage.bring_back(name)

    @property
    def names(self) -> list[str]:
        """The names of all its files, of those too that a small picture has not."""
        renditions = [self._rendition_name(limit) for limit in WIDTHS[:-1]]
        return [self.name or "", *renditions, self._shared_name]

    @property
    def size_in_pixels(self) -> tuple[int, int]:
        """Width and height in pixels, as the stored name states them."""
        found = _SIZE_IN_NAME.search(self.name or "")
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @property
    def pixel_width(self) -> int:
        return self.size_in_pixels[0]

    @property
    def pixel_height(self) -> int:
        return self.size_in_pixels[1]

    @property
    def is_wide(self) -> bool:
        """Whether it can be cut to the shape of a shared link without losing what it shows."""
        return self.pixel_width >= 800 and self.pixel_width > 1.2 * self.pixel_height

    @property
    def shared_url(self) -> str:
        """The address of the rendition for shared links; "" where there is none."""
        return self.storage.url(self._shared_name) if self.is_wide else ""

    @property
    def _shared_name(self) -> str:
        return (self.name or "").removesuffix(".webp") + "-shared.jpg"

    @property
    def srcset(self) -> str:
        """The `srcset` attribute: every rendition with its width in pixels."""
        narrower = [
            f"{self.storage.url(self._rendition_name(limit))} {limit}w"
            for limit in WIDTHS[:-1]
            if limit < self.pixel_width
        ]
        return ", ".join([*narrower, f"{self.url} {self.pixel_width}w"])

    @property
    def narrowest_url(self) -> str:
        """The address of the smallest rendition, for thumbnails."""
        limit = WIDTHS[0]
        return (
            self.storage.url(self._rendition_name(limit)) if limit < self.pixel_width else self.url
        )

    def _rendition_name(self, limit: int) -> str:
        return (self.name or "").removesuffix(".webp") + f"-{limit}w.webp"


class PictureField(models.ImageField):
    """An ImageField that keeps what it stores small, safe and free of metadata."""

    attr_class = PictureFieldFile
    default_validators = [validate_picture]
