"""Pictures of pages that are taken down; with the real nginx they are in test_nginx.py."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from qa.models import Answer, Revision
from qa.tasks import settle_pictures
from tests import factories
from tests.desk import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page() -> Answer:
    """A public page with a wide picture: four files."""
    return factories.published_answer(image=factories.wide_picture(), image_alt="A knee.")


def addresses(answer: Answer) -> list[str]:
    [name] = answer.revisions.all().pictures()
    return [f"/media/{name}" for name in Revision(image=name).image.names]


def told(client, answer: Answer) -> set[int]:
    """What readers hear who ask for the files of a picture."""
    responses = [client.get(address) for address in addresses(answer)]
    assert all(response.getvalue() for response in responses)
    return {response.status_code for response in responses}


def lying(folder: Path) -> list[int]:
    """How many files lie in public, and how many are put away."""
    return [len(list((folder / name).glob("*.*"))) for name in ("answers", "taken-down/answers")]


def bring_back(answer: Answer) -> None:
    answer.start_revision(factories.therapist(), answer.revisions.first())
    revision = answer.open_revision
    revision.send_for_review()
    revision.approve(factories.therapist())


def test_picture_of_a_page_that_is_taken_down_is_gone_at_once(client, media):
    answer = page()
    before = told(client, answer)

    answer.withdraw()

    assert (before, told(client, answer), lying(media)) == ({200}, {410}, [0, 4])


def test_place_of_pictures_put_away_is_open_to_the_product_alone(client, media):
    answer = page()
    answer.withdraw()

    guessed = addresses(answer)[0].replace("/media/", "/media/taken-down/")

    assert client.get(guessed).status_code == 404
    assert (media / "taken-down").stat().st_mode & 0o777 == 0o700


def test_staff_see_the_picture_of_a_page_that_is_taken_down(client):
    answer = page()
    answer.withdraw()
    log_in(client)

    response = client.get(addresses(answer)[0])

    assert (response.status_code, response.getvalue()[8:12]) == (200, b"WEBP")
    assert response["Cache-Control"] == "private, no-store"


def test_picture_comes_back_with_its_page(client, media, django_capture_on_commit_callbacks):
    answer = page()
    answer.withdraw()

    with django_capture_on_commit_callbacks(execute=True):
        bring_back(answer)

    assert (told(client, answer), lying(media)) == ({200}, [4, 0])


def test_withdrawal_that_fails_takes_no_picture_from_readers(client, media):
    answer = page()
    with transaction.atomic():
        answer.withdraw()
        transaction.set_rollback(True)
    between = told(client, answer), lying(media)

    settle_pictures(timestamp=0)

    assert (between, lying(media)) == (({200}, [0, 4]), [4, 0])


def test_approval_that_ends_before_the_picture_is_back_shows_it_all_the_same(client, media):
    answer = page()
    answer.withdraw()
    bring_back(answer)  # What comes after the commit does not come here.
    between = told(client, answer), lying(media)

    settle_pictures(timestamp=0)

    assert (between, lying(media)) == (({200}, [0, 4]), [4, 0])


def test_picture_that_was_half_put_away_is_put_away(client, media):
    answer = page()
    answer.withdraw()
    for name in answer.revisions.get().image.names[:2]:
        (media / "taken-down" / name).rename(media / name)

    settle_pictures(timestamp=0)

    assert (told(client, answer), lying(media)) == ({410}, [0, 4])


def test_picture_that_was_erased_before_its_files_were_is_deleted(media):
    answer = page()
    answer.withdraw()
    answer.erase_words()
    between = lying(media)

    settle_pictures(timestamp=0)

    assert (between, lying(media)) == ([0, 4], [0, 0])


def test_pictures_of_other_pages_stay_where_they_are(client, media):
    shown = page()
    draft = factories.draft(image=factories.wide_picture(), image_alt="A knee.")
    page().withdraw()

    settle_pictures(timestamp=0)

    assert (told(client, shown), told(client, draft.answer)) == ({200}, {200})


def test_page_is_taken_down_where_its_picture_cannot_be_moved(media, caplog):
    answer = page()
    (media / "taken-down").write_text("in the way")

    answer.withdraw()

    assert (lying(media), Answer.objects.published().count()) == ([4, 0], 0)
    assert "A picture is not where it belongs: FileExistsError" in caplog.text


def test_picture_that_moves_while_it_is_looked_for_is_shown(client, media):
    answer = page()
    [name] = answer.revisions.all().pictures()
    default_storage.put_away(name)

    def bring_back_meanwhile(execute, *statement):
        default_storage.bring_back(name)
        return execute(*statement)

    with connection.execute_wrapper(bring_back_meanwhile):
        response = client.get(f"/media/{name}")

    assert (response.status_code, bool(response.getvalue())) == (200, True)


@pytest.mark.parametrize(
    "path", ["answers/", "answers/x.webp", "x", "../x", f"answers/{'x' * 400}"]
)
def test_file_that_is_not_there_is_not_found(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_picture_of_a_draft_on_a_page_taken_down_is_public_with_it_only(
    client, media, django_capture_on_commit_callbacks
):
    answer = factories.published_answer()
    answer.withdraw()
    answer.start_revision(factories.therapist())
    draft = factories.write(
        answer.open_revision, image=factories.wide_picture(), image_alt="A knee."
    )
    settle_pictures(timestamp=0)
    before = told(client, answer)

    draft.send_for_review()
    with django_capture_on_commit_callbacks(execute=True):
        draft.approve(factories.therapist())

    assert (before, told(client, answer)) == ({410}, {200})
    assert Revision.objects.exclude(image="").count() == 1
