"""Loads the demo content into an empty database."""

import datetime as dt
import tomllib
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from clinics.models import Clinic, Organization, OrganizationLink, Therapist
from qa.models import Answer, ConsentWording, Question, RelatedAnswer, Revision, Topic
from qa.warning_signs import find_warning_signs

FOLDER = Path(__file__).parent
LOGINS = {  # user name → (password, group)
    "therapist": ("therapist-demo", "therapist"),
    "reviewer": ("reviewer-demo", "reviewer"),
    "manager": ("manager-demo", "manager"),
}
Words = dict[str, Any]
Report = Callable[[str], object]


def logins() -> list[tuple[str, str, str]]:
    """Return user name, password and group of the demo logins that exist and are unchanged."""
    return [
        (user.username, *LOGINS[user.username])
        for user in User.objects.filter(username__in=LOGINS).order_by("id")
        if is_demo_login(user)
    ]


def is_demo_login(user: User) -> bool:
    """Say whether somebody still has the name and the password of a login of the demo."""
    return user.username in LOGINS and _opens(LOGINS[user.username][0], user.password)


@cache
def _opens(password: str, stored: str) -> bool:
    """Compare once in a process: it is slow by intention, and the login page asks each time."""
    return check_password(password, stored)


class NotEmpty(Exception):
    """The database already holds something that a person put there."""


def load(report: Report = print) -> None:
    """Fill an empty database; all of it or nothing. Raises NotEmpty."""
    if any(model.objects.exists() for model in (Question, Answer, Clinic, Therapist, User)):
        raise NotEmpty
    with transaction.atomic():
        report("Loading the demo: the group, its clinics and its people …")
        _load_organization()
        clinics = {words["slug"]: _load_clinic(words) for words in _rows("clinics")}
        _load_users()
        therapists = {
            words["slug"]: _load_therapist(words, clinics) for words in _rows("therapists")
        }
        topics = {
            words["slug"]: _load_topic(words, place) for place, words in enumerate(_rows("topics"))
        }
        answers = _load_answers(therapists, topics, report)
        _load_picks(answers)
        report("Loading the demo: questions that wait …")
        for words in _rows("questions"):
            _load_question(words, clinics, topics)
        for words in _folder("drafts"):
            _load_draft(words, clinics, topics, therapists)


def _read(path: Path) -> Words:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rows(name: str) -> list[Words]:
    return _read(FOLDER / f"{name}.toml")[name]


def _folder(name: str) -> list[Words]:
    return [_read(path) for path in sorted((FOLDER / name).glob("*.toml"))]


def picture_file(name: str) -> ContentFile:
    return ContentFile((FOLDER / "pictures" / f"{name}.webp").read_bytes(), f"{name}.webp")


def _load_organization() -> None:
    words = _read(FOLDER / "organization.toml")
    links = words.pop("links")
    Organization.objects.update(**words)
    organization = Organization.objects.get()
    for position, link in enumerate(links):
        OrganizationLink.objects.create(organization=organization, position=position, **link)


def _load_clinic(words: Words) -> Clinic:
    hours = words.pop("hours")
    clinic = Clinic.objects.create(**{**words, "picture": picture_file(words["picture"])})
    for days, opens, closes in hours:
        for weekday in days:
            clinic.hours.create(weekday=weekday, opens=opens, closes=closes)
    return clinic


def _load_users() -> None:
    for username, (password, group) in LOGINS.items():
        user = User.objects.create_user(username, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name=group))


def _load_therapist(words: Words, clinics: dict[str, Clinic]) -> Therapist:
    login = words.pop("login", None)
    return Therapist.objects.create(
        **{
            **words,
            "clinic": clinics[words["clinic"]],
            "photo": picture_file(words["photo"]),
            "user": login and User.objects.get(username=login),
        }
    )


def _load_topic(words: Words, position: int) -> Topic:
    signs = "\n".join(words.pop("warning_signs", []))
    picture = picture_file(words.pop("picture"))
    return Topic.objects.create(warning_signs=signs, picture=picture, position=position, **words)


def _load_answers(
    therapists: dict[str, Therapist], topics: dict[str, Topic], report: Report
) -> dict[str, Answer]:
    rows = sorted(_folder("answers"), key=lambda words: words["published_on"])
    answers = {}
    for number, words in enumerate(rows, 1):
        if number % 10 == 0:
            report(f"Loading the demo: {number} of {len(rows)} answers …")
        author, reviewer = therapists[words["author"]], therapists[words["reviewer"]]
        answer = Answer.objects.create()
        answer.topics.set([topics[slug] for slug in words["topics"]])
        revision = _write(answer.start_revision(author), words)
        revision.send_for_review()
        revision.approve(reviewer, _noon(words["published_on"]))
        answers[words["slug"]] = revision.answer
        revision.answer.move_to(words["slug"])
    return answers


def _write(revision: Revision, words: Words) -> Revision:
    for name in ("title", "edited_question", "key_points", "body"):
        setattr(revision, name, words[name])
    if picture := words.get("picture"):
        revision.image = picture_file(picture)
        revision.image_alt = words["picture_alt"]
    for name, value in words.get("call_to_action", {}).items():
        setattr(revision, f"call_to_action_{name}", value)
    revision.save()
    return revision


def _load_picks(answers: dict[str, Answer]) -> None:
    for words in _folder("answers"):
        for position, slug in enumerate(words.get("related", [])):
            RelatedAnswer.objects.create(
                answer=answers[words["slug"]], related=answers[slug], position=position
            )


def _load_question(words: Words, clinics: dict[str, Clinic], topics: dict[str, Topic]) -> Question:
    text = words["text"].strip()
    question, _ = Question.objects.receive(
        submission_key=uuid.uuid4(),
        agrees_to=ConsentWording.objects.current() if words["agrees"] else None,
        about=words["about"],
        text=text,
        has_warning_signs=bool(find_warning_signs(text)),
        asker_name=words.get("name", ""),
        asker_email=words["email"],
        topic=topics.get(words.get("topic", "")),
        clinic=clinics.get(words.get("clinic", "")),
        received_at=timezone.now() - dt.timedelta(hours=words["hours_ago"]),
    )
    return question


def _load_draft(
    words: Words,
    clinics: dict[str, Clinic],
    topics: dict[str, Topic],
    therapists: dict[str, Therapist],
) -> None:
    question = _load_question(words["question"], clinics, topics)
    revision = _write(question.start_answer(therapists[words["author"]]), words)
    if words["in_review"]:
        revision.send_for_review()


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
