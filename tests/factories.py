"""Plain functions that make rows with boring valid values; every argument may be given."""

import datetime as dt
import io
import itertools
import time
import uuid

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clinics.models import Clinic, Therapist
from qa.checks import check
from qa.models import Answer, ConsentWording, Question, Revision, Topic

_numbers = itertools.count(1)


def clinic(**values) -> Clinic:
    n = next(_numbers)
    defaults = {
        "name": f"Clinic {n}",
        "slug": f"clinic-{n}",
        "street": "12 Elm Street",
        "city": "Salem",
        "state": "OR",
        "postal_code": "97301",
        "phone": "(503) 555-0100",
        "booking_url": f"https://booking.example/clinic-{n}",
    }
    return Clinic.objects.create(**{**defaults, **values})


def user(role: str = "therapist", **values) -> User:
    """A member of staff in the group of this name."""
    n = next(_numbers)
    created = User.objects.create_user(
        **{"username": f"{role}-{n}", "password": "quiet river stone", "is_staff": True, **values}
    )
    created.groups.add(Group.objects.get(name=role))
    return created


def therapist(**values) -> Therapist:
    n = next(_numbers)
    defaults = {
        "display_name": f"Therapist {n}",
        "slug": f"therapist-{n}",
        "credentials": "PT, DPT",
        "license_state": "OR",
        "license_expires_on": dt.date(2099, 12, 31),
    }
    return Therapist.objects.create(**{**defaults, **values})


def topic(**values) -> Topic:
    n = next(_numbers)
    return Topic.objects.create(**{"name": f"Topic {n}", "slug": f"topic-{n}", **values})


def question(*, agrees: bool = True, **values) -> Question:
    """A question as the form stores it."""
    defaults = {
        "submission_key": uuid.uuid4(),
        "asker_name": "Robin",
        "asker_email": "robin@example.com",
        "text": "My knee hurts when I climb stairs. What can I do?",
    }
    wording = ConsentWording.objects.current() if agrees else None
    return Question.objects.receive(agrees_to=wording, **{**defaults, **values})[0]


def words(**values) -> dict[str, object]:
    """The words of a revision that is complete."""
    n = next(_numbers)
    return {
        "title": f"Why does my knee hurt on stairs {n}?",
        "edited_question": "Stairs hurt my knee. What helps?",
        "key_points": ["Strong hips help the knee.", "Pain on stairs is common."],
        "body": "<p>Start with small steps.</p><h2>What helps</h2><p>Moving often helps.</p>",
        **values,
    }


def write(revision: Revision, **values) -> Revision:
    """Fill a draft with complete words."""
    for name, value in words(**values).items():
        setattr(revision, name, value)
    revision.save()
    return revision


def draft(**values) -> Revision:
    """A complete draft of a new answer that no question led to."""
    author = values.pop("author", None) or therapist()
    topics = values.pop("topics", [])
    answer = Answer.objects.create()
    answer.topics.set(topics)
    return write(answer.start_revision(author), **values)


def wide_picture() -> SimpleUploadedFile:
    """A picture as staff upload it, of which four files are stored."""
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 630), "#b9cba5").save(buffer, "PNG")
    return SimpleUploadedFile("knee.png", buffer.getvalue())


def revision_in_review(**values) -> Revision:
    revision = draft(**values)
    revision.send_for_review()
    return revision


def in_status(status: str) -> Question:
    """A question that reached a status by the model's own steps."""
    asked, staff = question(), user()
    if status in {"drafted", "in_review", "published"}:
        revision = write(asked.start_answer(therapist()))
        if status != "drafted":
            revision.send_for_review()
        if status == "published":
            revision.approve(therapist())
    elif status == "answered_privately":
        asked.answer_privately("Please rest it for a week.", staff)
    elif status == "declined":
        asked.decline("needs_examination", "Please come and see us.", staff)
    elif status == "withdrawn":
        asked.withdraw()
    elif status == "quarantined":
        asked.quarantine(staff)
    asked.refresh_from_db()
    return asked


def in_review(question: Question) -> Revision:
    """Complete words for this question, sent for review."""
    revision = write(question.start_answer(therapist()))
    revision.send_for_review()
    return revision


def explain(revision: Revision, reason: str) -> None:
    """Say of all words that look identifying why they identify nobody."""
    digests = [found.place.digest for found in check(revision).identifiers]
    revision.explain(dict.fromkeys(digests, reason), user("reviewer"))


def published_answer(*, at: dt.datetime | None = None, reviewer=None, **values) -> Answer:
    """An answer that the public sees."""
    revision = revision_in_review(**values)
    revision.approve(reviewer or therapist(), at)
    return revision.answer


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def new_words(answer: Answer, **values) -> Revision:
    """Other words for a page, approved."""
    revision = write(answer.start_revision(therapist()), **values)
    revision.send_for_review()
    revision.approve(therapist())
    return revision


def app_of(user: User) -> Authenticator:
    """The authenticator app of somebody, as its second factor."""
    return TOTP.activate(user, SECRET).instance


def code_of(app: Authenticator, *, steps_ago: int = 0) -> str:
    """What the app shows now, or showed before."""
    return code_for(totp.decrypt(app.data["secret"]), steps_ago=steps_ago)


def code_for(secret: str, *, steps_ago: int = 0) -> str:
    step = int(time.time()) // 30 - steps_ago
    return totp.format_hotp_value(totp.hotp_value(secret, step))


def recovery_codes_of(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()
