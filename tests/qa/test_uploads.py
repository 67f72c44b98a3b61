"""Files that a desk must not trust: each is refused with words, or kept as a clean picture."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from qa.models import Revision
from tests import factories
from tests.desk import log_in
from tests.qa.editor import typed

pytestmark = pytest.mark.django_db

NOT_A_PICTURE = "Choose a JPEG, PNG or WebP picture; this file cannot be read as one."
NOT_ONE = "Choose a JPEG, PNG or WebP picture; this file is not one."
TOO_LARGE = "Choose a picture of 5 MB or less; this one is larger."
TOO_MANY = "Choose a picture of 25 megapixels or less; this one has more."
WRONG_NAME = "Choose a JPEG, PNG or WebP picture; its name says other."
EMPTY = "Choose another picture; this file is empty."
SCRIPT = b"<script>alert(document.cookie)</script>"
PHP = b"<?php system($_GET[0]); ?>"


def encoded(kind: str, size: tuple[int, int] = (60, 40), **options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#b9cba5").save(buffer, kind, **options)
    return buffer.getvalue()


def with_place() -> bytes:
    """A photograph that tells where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x013B] = "Robin the photographer"
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 56.0, 30.0), 3: "W", 4: (123.0, 2.0, 6.0)})
    return encoded("JPEG", exif=exif, comment=b"Robin the patient")


def with_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG with one chunk more, right after its header."""
    png = encoded("PNG")
    chunk = struct.pack(">I", len(content)) + kind + content
    chunk += struct.pack(">I", zlib.crc32(kind + content))
    return png[:33] + chunk + png[33:]


def of_size(width: int, height: int) -> bytes:
    """A small file that becomes a picture of so many pixels, one bit each."""
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def promising(width: int, height: int) -> bytes:
    """A PNG whose header promises more than it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + encoded("PNG")[33:]
    )


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("evil.php", PHP)
    return buffer.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'

REFUSED = {
    "an SVG": ("knee.svg", SVG, NOT_ONE),
    "an SVG with the name of a PNG": ("knee.png", SVG, NOT_ONE),
    "an SVG after an XML header": ("knee.jpg", b'<?xml version="1.0"?>' + SVG, NOT_ONE),
    "a page with the name of a picture": ("knee.jpg", b"<html>" + SCRIPT, NOT_ONE),
    "a program with the name of a picture": ("knee.php.jpg", PHP, NOT_ONE),
    "a picture with the name of an SVG": ("knee.svg", encoded("JPEG"), WRONG_NAME),
    "a picture with the name of a program": ("knee.jpg.php", encoded("JPEG"), WRONG_NAME),
    "a picture without an ending": ("knee", encoded("JPEG"), WRONG_NAME),
    "a GIF with a script": ("knee.gif", encoded("GIF") + SCRIPT, NOT_A_PICTURE),
    "a GIF with the name of a JPEG": ("knee.jpg", encoded("GIF"), NOT_A_PICTURE),
    "a BMP": ("knee.bmp", encoded("BMP"), NOT_A_PICTURE),
    "a TIFF": ("knee.tiff", encoded("TIFF"), NOT_A_PICTURE),
    "a PDF": ("knee.jpg", b"%PDF-1.7\n" + SCRIPT, NOT_ONE),
    "half a JPEG": ("knee.jpg", encoded("JPEG", (400, 300))[:700], NOT_A_PICTURE),
    "nothing": ("knee.jpg", b"", EMPTY),
    "random bytes": ("knee.png", b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 200, NOT_ONE),
    "50 megapixels": ("knee.png", of_size(10_000, 5_000), TOO_MANY),
    "a bomb": ("knee.png", of_size(12_000, 12_000), None),
    "a promise of a huge picture": ("knee.png", promising(60_000, 60_000), None),
    "6 MB": ("knee.jpg", encoded("JPEG") + b"\x00" * 6_000_000, TOO_LARGE),
}
CLEANED = {
    "a place in its data": ("knee.jpg", with_place()),
    "a page after its end": ("knee.jpg", encoded("JPEG") + SCRIPT),
    "a program after its end": ("knee.png", encoded("PNG") + PHP),
    "an archive after its end": ("knee.jpg", encoded("JPEG") + archive()),
    "a comment that is a program": ("knee.jpg", encoded("JPEG", comment=PHP)),
    "a text chunk that is a script": ("knee.png", with_chunk(b"tEXt", b"Title\x00" + SCRIPT)),
    "metadata that are none": ("knee.jpg", encoded("JPEG", exif=b"Exif\x00\x00garbage!")),
    "two endings": ("knee.php.jpg", encoded("JPEG")),
    "a name that leaves its folder": ("../../../knee.jpg", encoded("JPEG")),
    "a name that leaves its folder on Windows": ("..\\..\\knee.jpg", encoded("JPEG")),
    "a name that is a script": ("<img src=x onerror=alert(1)>.jpg", encoded("JPEG")),
    "a very long name": (f"{'knee' * 60}.jpg", encoded("JPEG")),
    "the ending of another kind of picture": ("knee.webp", encoded("PNG")),
}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(client, name: str, content: bytes):
    draft = factories.draft(author=log_in(client))
    image = SimpleUploadedFile("x.jpg", content, "image/jpeg")
    image._name = name  # As a browser of bad will sends it; a file of our own refuses some names.
    return client.post(
        reverse("admin:qa_revision_change", args=[draft.pk]),
        typed(draft, image=image, image_alt="A knee", _save=""),
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("case", REFUSED)
def test_file_is_refused_with_words(client, tmp_path, case):
    name, content, message = REFUSED[case]

    response = upload(client, name, content)

    errors = response.context["form"].errors["image"]
    assert errors in ([message],) if message else errors[0] in {TOO_MANY, NOT_ONE}
    assert list(tmp_path.rglob("*.*")) == []


@pytest.mark.parametrize("case", CLEANED)
def test_file_is_kept_as_a_clean_picture(client, tmp_path, case):
    name, content = CLEANED[case]

    upload(client, name, content)

    stored = Revision.objects.get().image.name
    kept = (tmp_path / stored).read_bytes()
    assert re.fullmatch(r"answers/[\w-]{16}-60x40\.webp", stored)
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")] == [Path(stored)]
    assert not [word for word in (b"script", b"php", b"Robin", b"Exif", b"PK") if word in kept]
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (60, 40), {})
