import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clinics.pictures import renditions, validate_picture
from tests import factories


def picture(width=1600, height=900, fmt="JPEG", mode="RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, fmt, **options)
    return buffer.getvalue()


def exif_with_a_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def upload(content: bytes, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_validate_takes_the_three_kinds(fmt):
    validate_picture(upload(picture(fmt=fmt)))


REFUSED = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture"),
    "gif": (picture(10, 10, "GIF"), "not_a_picture"),
    "php": (b"<?php system('id'); ?>", "not_a_picture"),
    "half a picture": (picture()[:500], "not_a_picture"),
    "empty": (b"", "not_a_picture"),
    "large": (picture(10, 10) + b"\0" * (5 * 1024 * 1024), "too_large"),
    "many pixels": (picture(6000, 5000, "PNG", "1"), "too_many_pixels"),
    "very many pixels": (picture(10000, 10000, "PNG", "1"), "too_many_pixels"),
    "bomb": (picture(14000, 14000, "PNG", "1"), "too_many_pixels"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_validate_refuses(content, code):
    with pytest.raises(ValidationError) as error:
        validate_picture(upload(content))

    assert error.value.code == code


def test_renditions_are_upright_webp_without_metadata():
    content = ContentFile(picture(exif=exif_with_a_place()))

    stored = [Image.open(io.BytesIO(data)) for _, data in renditions(content).values()]

    assert [(i.format, i.size, dict(i.getexif())) for i in stored] == [
        ("WEBP", (400, 711), {}),
        ("WEBP", (800, 1422), {}),
        ("WEBP", (900, 1600), {}),
    ]


def test_renditions_drop_what_hides_behind_the_picture():
    content = ContentFile(picture(20, 20) + b"<?php system('id'); ?>")

    assert [b"<?php" in data for _, data in renditions(content).values()] == [False] * 3


@pytest.mark.django_db
def test_stored_picture_knows_its_size_and_widths(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clinic = factories.clinic(
        picture=upload(picture(), "../../evil.php.jpg"), picture_alt="A house by a river"
    )

    widths = [part.split(" ")[1] for part in clinic.picture.srcset.split(", ")]

    assert (clinic.picture.size_in_pixels, widths, len(list(tmp_path.rglob("*")))) == (
        (1200, 675),
        ["400w", "800w", "1200w"],
        5,  # the folder, three widths, and the cut for shared links
    )
