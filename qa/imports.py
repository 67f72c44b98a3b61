"""Moving answers in from another system, a few hundred at a time, the same file as often as wanted.

An imported answer is published as it is and marked as imported; it waits for its first review here.
One that somebody has reviewed or rewritten here since belongs to this site: no import touches it.
"""

import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from qa import search_index
from qa.models import Answer, AnswerTopic, Disclaimer, OldPath, OldSlug, Revision, Topic
from qa.models.answers import MAX_SLUG_LENGTH
from qa.rich_text import clean_rich_text

BATCH = 500
MAX_TITLE_LENGTH = 200  # characters
FIELDS = {"source_id", "title", "question", "body_html", "key_points", "topics", "published_at"} | {
    "old_path"
}
REQUIRED = ("source_id", "title", "body_html")


class Refused(Exception):
    """A line that cannot be imported; the message says what to mend."""


@dataclasses.dataclass(frozen=True)
class Line:
    """One answer as the file describes it, checked and cleaned."""

    source_id: str
    title: str
    body: str
    question: str
    key_points: list[str]
    topics: list[str]
    published_at: dt.datetime
    old_path: str

    def words(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "edited_question": self.question,
            "key_points": self.key_points,
            "body": self.body,
        }


@dataclasses.dataclass
class Outcome:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    refused: list[tuple[int, str]] = dataclasses.field(default_factory=list)


def parse(text: str) -> Line:
    """Return one line of the file, checked. Raises Refused."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(f"write one JSON object a line ({error.msg})") from None
    if not isinstance(values, dict):
        raise Refused("write one JSON object a line")
    if unknown := sorted(values.keys() - FIELDS):
        raise Refused(f"remove {', '.join(unknown)}; these are not known here")
    title, source_id, body = (_text(values, name) for name in ("title", "source_id", "body_html"))
    if missing := [name for name in REQUIRED if not _text(values, name)]:
        raise Refused(f"add {', '.join(missing)}")
    if len(title) > MAX_TITLE_LENGTH or len(source_id) > 120:
        raise Refused("shorten the title to 200 and the source_id to 120 characters")
    return Line(
        source_id=source_id,
        title=title,
        body=clean_rich_text(body),
        question=_text(values, "question"),
        key_points=_texts(values, "key_points"),
        topics=_texts(values, "topics"),
        published_at=_moment(values),
        old_path=_path(values),
    )


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise Refused(f"write {name} as text")
    return value.replace("\0", "").strip()


def _texts(values: dict[str, Any], name: str) -> list[str]:
    value = values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(f"write {name} as a list of texts")
    return [item.replace("\0", "").strip() for item in value if item.strip()]


def _moment(values: dict[str, Any]) -> dt.datetime:
    if "published_at" not in values:
        return timezone.now()
    try:
        day = dt.date.fromisoformat(values["published_at"][:10])
    except (TypeError, ValueError):
        raise Refused("write published_at as a date such as 2024-03-01") from None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _path(values: dict[str, Any]) -> str:
    path = _text(values, "old_path")
    if path and not path.startswith("/"):
        raise Refused("begin old_path with a /")
    return path


def import_lines(
    lines: Iterable[str], *, replace: bool = False, report: Callable[[int], object] = int
) -> Outcome:
    """Import JSON Lines; each batch is stored whole or not at all.

    `report` is called with the number of lines read so far.
    """
    outcome = Outcome()
    slugs = _taken_slugs()
    seen: set[str] = set()
    numbered = enumerate(lines, 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        good = list(_good_lines(batch, seen, outcome))
        with transaction.atomic():
            _import_batch(good, slugs, outcome)
        report(batch[-1][0])
    if replace:
        outcome.removed = _remove_others(seen)
    return outcome


def _good_lines(batch: list[tuple[int, str]], seen: set[str], outcome: Outcome) -> Iterator[Line]:
    for number, text in batch:
        if not text.strip():
            continue
        try:
            line = parse(text)
            if line.source_id in seen:
                raise Refused(f"use each source_id once; {line.source_id} came before")
        except Refused as reason:
            outcome.refused.append((number, str(reason)))
        else:
            seen.add(line.source_id)
            yield line


def _taken_slugs() -> set[str]:
    answers = Answer.objects.exclude(slug=None).values_list("slug", flat=True)
    return {*answers, *OldSlug.objects.values_list("slug", flat=True)}


def _import_batch(lines: list[Line], slugs: set[str], outcome: Outcome) -> None:
    known = {
        answer.source_id: answer
        for answer in Answer.objects.filter(source_id__in=[line.source_id for line in lines])
        .select_related("live_revision")
        .prefetch_related("topics", "revisions")
    }
    new = [line for line in lines if line.source_id not in known]
    changed = []
    for line in lines:
        if (answer := known.get(line.source_id)) is None:
            continue
        if not all(revision.is_imported for revision in answer.revisions.all()):
            outcome.kept += 1
        elif _is_unchanged(answer, line):
            outcome.unchanged += 1
        else:
            changed.append((answer, line))
    created = Answer.objects.bulk_create(
        Answer(slug=_free_slug(line.title, slugs), source_id=line.source_id) for line in new
    )
    pairs = [*zip(created, new, strict=True), *changed]
    _publish(pairs)
    outcome.created += len(new)
    outcome.updated += len(changed)


def _is_unchanged(answer: Answer, line: Line) -> bool:
    live = answer.live_revision
    if live is None:
        return False
    words = {name: getattr(live, name) for name in line.words()}
    topics = {topic.name for topic in answer.topics.all()}
    return words == line.words() and topics == set(line.topics)


def _free_slug(title: str, slugs: set[str]) -> str:
    stem = slugify(title)[: MAX_SLUG_LENGTH - 8].strip("-") or "answer"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    slug = next(name for name in names if name not in slugs)
    slugs.add(slug)
    return slug


def _publish(pairs: list[tuple[Answer, Line]]) -> None:
    disclaimer = Disclaimer.objects.current()
    now = timezone.now()
    revisions = Revision.objects.bulk_create(
        Revision(
            answer=answer,
            number=1 + sum(1 for _ in answer.revisions.all()) if answer.live_revision_id else 1,
            status=Revision.Status.APPROVED,
            is_imported=True,
            disclaimer=disclaimer,
            approved_at=now,
            **line.words(),
        )
        for answer, line in pairs
    )
    for (answer, line), revision in zip(pairs, revisions, strict=True):
        answer.live_revision = revision
        answer.published_at = answer.published_at or line.published_at
        answer.withdrawn_at = None
    answers = [answer for answer, _ in pairs]
    Answer.objects.bulk_update(answers, ["live_revision", "published_at", "withdrawn_at"])
    _set_topics(pairs)
    OldPath.objects.bulk_create(
        [OldPath(path=line.old_path, answer=answer) for answer, line in pairs if line.old_path],
        ignore_conflicts=True,
    )
    search_index.add(answer.pk for answer in answers)


def _set_topics(pairs: list[tuple[Answer, Line]]) -> None:
    names = {name[:60] for _, line in pairs for name in line.topics}
    topics = {topic.name: topic for topic in Topic.objects.filter(name__in=names)}
    for name in sorted(names - topics.keys()):
        topics[name] = Topic.objects.create(name=name, slug=_topic_slug(name))
    AnswerTopic.objects.filter(answer__in=[answer for answer, _ in pairs]).delete()
    AnswerTopic.objects.bulk_create(
        AnswerTopic(answer=answer, topic=topics[name[:60]])
        for answer, line in pairs
        for name in dict.fromkeys(line.topics)
    )


def _topic_slug(name: str) -> str:
    stem = slugify(name)[:56].strip("-") or "topic"
    taken = set(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(slug for slug in names if slug not in taken)


def _remove_others(seen: set[str]) -> int:
    """Remove imported answers that the file lacks and that nobody here has worked on."""
    others = (
        Answer.objects.exclude(source_id=None)
        .exclude(revisions__is_imported=False)
        .filter(questions=None)
        .values_list("pk", "source_id")
    )
    pks = [pk for pk, source_id in others if source_id not in seen]
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        with transaction.atomic():
            search_index.remove(batch)
            Answer.objects.filter(pk__in=batch).delete()
    return len(pks)
