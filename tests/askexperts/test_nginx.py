"""deploy/nginx.conf in the real nginx, in front of the real product."""

import datetime as dt
import gzip
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import (
    NGINX_PROGRAM,
    Site,
    Web,
    free_port,
    nginx,
    nginx_configuration,
    nginx_site,
    postgres,
    wait_until,
)

pytestmark = pytest.mark.skipif(
    not NGINX_PROGRAM, reason="Install nginx (Debian: apt-get install nginx)."
)

KEPT_FOR = 5  # seconds
PUBLISH = """
from tests import factories
for title in ("Kept?", "Gone?", "Gone unread?"):
    print(factories.published_answer(title=title).get_absolute_url())
shown = factories.published_answer(image=factories.wide_picture(), image_alt="A knee.")
print(shown.live_revision.image.url)
"""
RECALL = """
from qa.recalls import recall_pages
from django.utils import timezone
recall_pages(timezone.now())
print(Recall.objects.count())
"""
BEGIN = """
import os, signal
from django.db import transaction
def die():
    os.kill(os.getpid(), signal.SIGKILL)
answer = Answer.objects.exclude(revisions__image="").get()
"""
DIE_BEFORE_IT_IS_CERTAIN = """
with transaction.atomic():
    answer.withdraw()
    die()
"""
DIE_AS_SOON_AS_IT_IS_CERTAIN = """
with transaction.atomic():
    transaction.on_commit(die)
    answer.withdraw()
"""
DIE_BEFORE_THE_PICTURE_IS_BACK = """
with transaction.atomic():
    transaction.on_commit(die)
    revision = answer.start_revision(Therapist.objects.first(), answer.revisions.get())
    revision.send_for_review()
    revision.approve(Therapist.objects.last())
"""
LISTS = [
    "/answers/?page=2",
    "/topics/knee-pain/?page=2",
    "/therapists/jane-doe/?page=99999",
    "/sitemap-answers.xml?p=2",
    "/sitemap.xml",
]
SETTLE = "from qa.pictures import settle_pictures; settle_pictures()"


class Setup(NamedTuple):
    site: Site
    front: Web
    port: int
    cache: Path
    kept: str
    gone: str
    unread: str
    picture: str


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    folder = tmp_path_factory.mktemp("nginx")
    with postgres(tmp_path_factory.mktemp("database")) as database:
        site = Site(database, tmp_path_factory.mktemp("site"), BEHIND_PROXY="1")
        site.manage("migrate", "--verbosity=0")
        kept, gone, unread, picture = site.shell(PUBLISH).split()
        media = Path(site.environment["DATA_DIR"]) / "media"
        with site.web("--workers=2") as web, nginx(folder, web.port, media=media) as front:
            yield Setup(site, front, web.port, folder / "cache", kept, gone, unread, picture)


def certify(folder: Path) -> None:
    """Write a certificate for nobody, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, *private))


def test_shipped_file_is_accepted_with_its_certificate(tmp_path):
    certify(tmp_path)
    site = nginx_site(tmp_path, web_port=8000, front=Web(free_port()))
    configuration = nginx_configuration(tmp_path, site)

    command = [NGINX_PROGRAM, "-t", "-q", "-c", str(configuration), "-p", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stderr) == (0, "")


def keys(cache: Path) -> set[str]:
    """The keys of all that nginx keeps."""
    files = [file.read_bytes() for file in cache.rglob("*") if file.is_file()]
    return {content.partition(b"KEY: ")[2].partition(b"\n")[0].decode() for content in files}


def test_page_is_kept_once_for_each_coding_and_sent_as_stored(setup):
    for coding in ("gzip, br", "identity"):
        setup.front.ask(setup.kept, Accept_Encoding=coding)

    packed = setup.front.ask(setup.kept, Accept_Encoding="gzip")
    plain = setup.front.ask(setup.kept, Accept_Encoding="identity")

    assert [
        (page.headers["X-Cache"], page.headers["Content-Encoding"], page.headers["Set-Cookie"])
        for page in (packed, plain)
    ] == [("HIT", "gzip", None), ("HIT", None, None)]
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Security-Policy"] is not None


def test_reader_who_has_the_page_gets_no_second_one(setup):
    first = setup.front.ask(setup.kept)

    again = setup.front.ask(setup.kept, If_None_Match=first.headers["ETag"])

    assert (again.status, again.body) == (304, b"")


def test_page_is_asked_for_again_without_being_sent_again(setup):
    setup.front.ask("/privacy/")
    time.sleep(KEPT_FOR + 1)

    assert setup.front.ask("/privacy/").headers["X-Cache"] == "REVALIDATED"


def test_nothing_private_is_kept(setup):
    private = ["/ask/", "/ask/signs/", "/ask/status/abc/", "/admin/login/", "/healthz", "/book/"]
    odd = [f"{setup.kept}helpful/", f"{setup.kept}?utm_source=letter", "/search/?q=sciatica"]

    answers = [setup.front.ask(path) for path in [*private, *odd, *private, *odd]]

    assert "HIT" not in [answer.headers["X-Cache"] for answer in answers]
    kept = {key.partition("//")[2] or key.partition("localhost")[2] for key in keys(setup.cache)}
    assert kept <= {"/robots.txt", "/privacy/", setup.kept, *LISTS}


@pytest.mark.parametrize("path", LISTS)
def test_numbered_page_of_a_list_is_kept_as_its_own(setup, path):
    """Such a list has no second page here; that it has none is kept just so."""
    told = [setup.front.ask(path) for _ in range(2)]

    assert (told[0].status, told[1].headers["X-Cache"]) == (
        200 if path == "/sitemap.xml" else 404,
        "HIT",
    )


def test_log_holds_no_key_of_a_private_page(setup):
    log = setup.cache.parent / "askexperts.log"

    setup.front.ask("/ask/status/long-random-key/erase/")

    assert wait_until(lambda: log.exists() and "/ask/status/" in log.read_text(), patience=10)
    assert "long-random-key" not in log.read_text()


def test_too_many_questions_at_once_get_a_kind_word_and_the_phone_number(setup):
    answers = [setup.front.ask("/ask/", "POST") for _ in range(17)]

    assert (answers[0].status, answers[-1].status) == (403, 429)
    assert answers[-1].body.decode() == (
        "Too many questions at once from your connection. Wait a minute, go back and send again: "
        "your words are still in the form. Or call us: (503) 555-0100. In an emergency call 911.\n"
    )


def test_withdrawn_page_is_gone_within_ten_seconds(setup):
    """Then the product may fall: not even an old copy of the page is left."""
    setup.front.ask(setup.gone)

    setup.site.shell(f"Answer.objects.get(slug={setup.gone.split('/')[2]!r}).withdraw()")

    assert wait_until(lambda: setup.front.ask(setup.gone).status == 410, patience=10)

    def is_kept() -> bool:  # A copy is new again every few seconds.
        page = setup.front.ask(setup.gone)
        return (page.status, page.headers["X-Cache"]) == (410, "HIT")

    assert wait_until(is_kept, patience=10)


def test_withdrawn_page_that_nobody_asked_for_since_does_not_come_back(setup, tmp_path):
    """The worker asks for it in time; here nobody reads between the withdrawal and the fall.

    It asks for the plain address only, so what else leads to the page must not have been kept.
    """
    codings = ("gzip", "identity")
    slug = setup.unread.split("/")[2]
    others = [f"{setup.unread}{more}" for more in ("?page=2", "?p=77", "?", "?utm_source=letter")]
    others += [f"/answers/%{ord(slug[0]):x}{slug[1:]}/", f"/answers/.%2f{slug}/"]
    with setup.site.web() as web, nginx(tmp_path, web.port) as front:
        address = f"http://{front.host}:{front.port}"
        read = [front.ask(setup.unread, Accept_Encoding=coding).status for coding in codings]
        read_elsewhere = [front.ask(path).status for path in others]

        setup.site.shell(f"Answer.objects.get(slug={setup.unread.split('/')[2]!r}).withdraw()")
        recalled = wait_until(lambda: setup.site.shell(RECALL, SITE_URL=address) == "0\n")
        web.process.kill()
        web.process.wait()
        time.sleep(KEPT_FOR + 1)
        after = [front.ask(setup.unread, Accept_Encoding=coding) for coding in codings]
        after_elsewhere = [front.ask(path).status for path in others]

    assert (read, recalled) == ([200, 200], True)
    assert (read_elsewhere, after_elsewhere) == ([200] * 5 + [404], [502] * 6)
    told = [(answer.status, answer.headers["X-Cache"]) for answer in after]
    assert told == [(410, "STALE"), (410, "STALE")]
    shutil.rmtree(tmp_path / "cache")


def test_picture_goes_and_comes_with_its_page_whoever_is_killed(setup):
    def told() -> tuple[int, str | None]:
        answer = setup.front.ask(setup.picture)
        return answer.status, answer.headers["Cache-Control"]

    def killed(step: str) -> tuple[int, str | None]:
        with pytest.raises(subprocess.CalledProcessError) as error:
            setup.site.shell(BEGIN + step)
        assert error.value.returncode == -signal.SIGKILL
        return told()

    def settled() -> tuple[int, str | None]:
        setup.site.shell(SETTLE)
        return told()

    by_nginx, by_product, gone = (200, "max-age=2592000"), (200, "private, no-store"), 410
    assert told() == by_nginx
    assert (killed(DIE_BEFORE_IT_IS_CERTAIN), settled()) == (by_product, by_nginx)
    assert (killed(DIE_AS_SOON_AS_IT_IS_CERTAIN)[0], settled()[0]) == (gone, gone)
    assert setup.front.ask(setup.picture.replace("/media/", "/media/taken-down/")).status == 404
    assert (killed(DIE_BEFORE_THE_PICTURE_IS_BACK), settled()) == (by_product, by_nginx)


def test_page_read_before_stands_in_while_the_product_is_away(setup, tmp_path):
    with setup.site.web() as web, nginx(tmp_path, web.port) as front:
        front.ask(setup.kept)
        web.process.kill()
        web.process.wait()
        time.sleep(KEPT_FOR + 1)

        page, unread = front.ask(setup.kept), front.ask("/clinics/")

    assert (page.status, page.headers["X-Cache"], unread.status) == (200, "STALE", 502)
    shutil.rmtree(tmp_path / "cache")
