"""Moving answers in from another system, a few hundred at a time, the same file as often as wanted.

An imported answer is published as it is and marked as imported; it waits for its first review here.
One that somebody has rewritten or taken down here since belongs to this site: no import touches it.
"""

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.text import slugify

from qa import related, search_index, semantic
from qa.models import (
    Answer,
    AnswerTopic,
    Disclaimer,
    GoneAddress,
    OldPath,
    OldSlug,
    Revision,
    Topic,
)
from qa.models.digests import PAGE_ADDRESS, digests_of
from qa.models.locking import lock_pages
from qa.models.page_addresses import MAX_SLUG_LENGTH
from qa.rich_text import clean_rich_text, plain_text

BATCH = 500
REQUIRED = ("source_id", "title", "body_html")
LIMITS = {  # characters, of a text or of each text in a list
    "source_id": 120,
    "title": 200,
    "question": 10_000,
    "body_html": 500_000,
    "key_points": 250,
    "topics": 60,
    "published_at": 40,
    "old_path": 300,
}
UNNAMED = ""
WORTH_TIDYING = 1000  # changed answers
Report = Callable[[str, int], object]  # what is done, and how many so far


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

    @property
    def digest(self) -> str:
        values = {**dataclasses.asdict(self), "published_at": None}
        return hashlib.sha256(repr(values).encode()).hexdigest()


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
    values = _object(text)
    if unknown := sorted(values.keys() - LIMITS.keys()):
        raise Refused(f"remove {', '.join(unknown)}; these are not known here")
    if missing := [name for name in REQUIRED if not _text(values, name)]:
        raise Refused(f"add {', '.join(missing)}")
    body = clean_rich_text(_text(values, "body_html"))
    if not plain_text(body):
        raise Refused("write words into body_html; nothing in it can be read")
    return Line(
        source_id=_text(values, "source_id"),
        title=_text(values, "title"),
        body=body,
        question=_text(values, "question"),
        key_points=_texts(values, "key_points"),
        topics=_texts(values, "topics"),
        published_at=_moment(values),
        old_path=_path(values),
    )


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("write one JSON object a line; this is none") from None
    if not isinstance(values, dict):
        raise Refused("write one JSON object a line; this is something else")
    return values


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise Refused(f"write {name} as text")
    return _fitting(value, name)


def _texts(values: dict[str, Any], name: str) -> list[str]:
    value = values.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(f"write {name} as a list of texts")
    return list(dict.fromkeys(text for item in value if (text := _fitting(item, name))))


def _fitting(value: str, name: str) -> str:
    # PostgreSQL stores neither NUL nor half of a surrogate pair.
    text = value.replace("\0", "").encode(errors="ignore").decode().strip()
    if len(text) > LIMITS[name]:
        raise Refused(f"shorten {name} to {LIMITS[name]:,} characters")
    return text


def _moment(values: dict[str, Any]) -> dt.datetime:
    text = _text(values, "published_at")
    if not text:
        return timezone.now()
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Refused("write published_at as a date such as 2024-03-01") from None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _path(values: dict[str, Any]) -> str:
    path = _text(values, "old_path")
    if path and not path.startswith("/"):
        raise Refused("begin old_path with a /")
    return path


def import_lines(
    lines: Iterable[str], *, replace: bool = False, report: Report = lambda what, count: None
) -> Outcome:
    """Import JSON Lines; each batch of lines is stored whole or not at all."""
    outcome = Outcome()
    slugs = _taken_slugs()
    seen: set[str] = set()
    changed: list[int] = []
    numbered = enumerate(lines, 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        good = list(_good_lines(batch, seen, outcome))
        with transaction.atomic():
            changed += _import_batch(good, slugs, outcome)
        report("lines read", batch[-1][0])
    if replace:
        _remove_others(seen, outcome)
    if len(changed) >= WORTH_TIDYING:
        search_index.tidy()
    semantic.keep(changed, lambda count: report("answers with vectors", count))
    related.refresh(changed, lambda count: report("answers with neighbors", count))
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
            seen.add(_named(text))
        else:
            seen.add(line.source_id)
            yield line


def _named(text: str) -> str:
    """Return the source_id of a refused line, UNNAMED if it cannot be told."""
    try:
        return _text(_object(text), "source_id") or UNNAMED
    except Refused:
        return UNNAMED


def _taken_slugs() -> set[str]:
    """Return the addresses that pages have or had, and the digests of those that were erased."""
    answers = Answer.objects.exclude(slug=None).values_list("slug", flat=True)
    old = OldSlug.objects.values_list("slug", flat=True)
    gone = GoneAddress.objects.values_list("digest", flat=True)
    return {slug for slug in [*answers, *old, *gone] if slug}


def _import_batch(lines: list[Line], slugs: set[str], outcome: Outcome) -> list[int]:
    """Store a batch; return the keys of the answers whose words are new."""
    source_ids = [line.source_id for line in lines]
    lock_pages(Answer.objects.filter(source_id__in=source_ids))
    search_index.lock()
    known = _known(source_ids)  # One may have been taken down or rewritten while this waited.
    new, changed = [], []
    for line in lines:
        answer = known.get(line.source_id)
        if answer is None:
            new.append(line)
        elif answer.source_digest == line.digest:
            outcome.unchanged += 1
        elif not answer.is_published or answer.has_own_words:
            outcome.kept += 1
        else:
            changed.append((answer, line))
    outcome.created += len(new)
    outcome.updated += len(changed)
    return _publish([*zip(_create(new, slugs), new, strict=True), *changed])


def _known(source_ids: list[str]) -> dict[str | None, Answer]:
    own = Revision.objects.filter(answer=OuterRef("pk"), is_imported=False)
    newest = Revision.objects.filter(answer=OuterRef("pk")).order_by("-number").values("number")
    answers = Answer.objects.filter(source_id__in=source_ids).with_words()
    counted = answers.annotate(has_own_words=Exists(own), newest=Subquery(newest[:1]))
    return {answer.source_id: answer for answer in counted}


def _create(lines: list[Line], slugs: set[str]) -> list[Answer]:
    return Answer.objects.bulk_create(
        Answer(
            slug=_free_slug(line.title, slugs),
            source_id=line.source_id,
            source_digest=line.digest,
            published_at=line.published_at,
        )
        for line in lines
    )


def _free_slug(title: str, slugs: set[str]) -> str:
    stem = slugify(title)[: MAX_SLUG_LENGTH - 8].strip("-") or "answer"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    slug = next(name for name in names if slugs.isdisjoint([name, *digests_of(name, PAGE_ADDRESS)]))
    slugs.add(slug)
    return slug


def _publish(pairs: list[tuple[Answer, Line]]) -> list[int]:
    rewritten = [(answer, line) for answer, line in pairs if _says_something_new(answer, line)]
    _add_revisions(rewritten)
    _note_digests(pairs)
    _set_topics(pairs)
    OldPath.objects.bulk_create(
        [OldPath(path=line.old_path, answer=answer) for answer, line in pairs if line.old_path],
        ignore_conflicts=True,
    )
    keys = [answer.pk for answer, _ in rewritten]
    search_index.add(keys)
    return keys


def _says_something_new(answer: Answer, line: Line) -> bool:
    live = answer.live_revision
    return live is None or any(getattr(live, n) != value for n, value in line.words().items())


def _add_revisions(pairs: list[tuple[Answer, Line]]) -> None:
    disclaimer = Disclaimer.objects.current()
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(
            answer=answer,
            number=getattr(answer, "newest", 0) + 1,
            status=Revision.Status.APPROVED,
            is_imported=True,
            disclaimer=disclaimer,
            approved_at=now,
            **line.words(),
        )
        for answer, line in pairs
    )
    newest = Revision.objects.filter(answer=OuterRef("pk")).order_by("-number").values("pk")
    answers = Answer.objects.filter(pk__in=[answer.pk for answer, _ in pairs])
    answers.update(live_revision=Subquery(newest[:1]))


def _note_digests(pairs: list[tuple[Answer, Line]]) -> None:
    """Note what the lines said; a new answer has it already."""
    changed = [(answer, line) for answer, line in pairs if answer.source_digest != line.digest]
    for answer, line in changed:
        answer.source_digest = line.digest
    Answer.objects.bulk_update([answer for answer, _ in changed], ["source_digest"])


def _set_topics(pairs: list[tuple[Answer, Line]]) -> None:
    names = {name for _, line in pairs for name in line.topics}
    topics = {topic.name: topic for topic in Topic.objects.filter(name__in=names)}
    for name in sorted(names - topics.keys()):
        topics[name] = Topic.objects.create(name=name, slug=_topic_slug(name))
    AnswerTopic.objects.filter(answer__in=[answer for answer, _ in pairs]).delete()
    AnswerTopic.objects.bulk_create(
        AnswerTopic(answer=answer, topic=topics[name])
        for answer, line in pairs
        for name in line.topics
    )


def _topic_slug(name: str) -> str:
    stem = slugify(name)[:56].strip("-") or "topic"
    taken = set(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(slug for slug in names if slug not in taken)


def _remove_others(seen: set[str], outcome: Outcome) -> None:
    """Remove imported answers that the file lacks and that nobody here has worked on.

    A line that does not tell its source_id may be any of them: then none is removed.
    """
    if UNNAMED in seen:
        return
    others = (
        Answer.objects.published()
        .exclude(source_id=None)
        .exclude(revisions__is_imported=False)
        .filter(questions=None)
    )
    named = others.values_list("pk", "source_id")
    pks = [pk for pk, source_id in named if source_id not in seen]
    removed: list[int] = []
    lonely: set[int] = set()
    for start in range(0, len(pks), BATCH):
        some = Answer.objects.filter(pk__in=pks[start : start + BATCH])
        with transaction.atomic():
            lock_pages(some)
            search_index.lock()
            batch = list(others.filter(pk__in=some).values_list("pk", flat=True))
            lonely |= related.beside(batch)
            search_index.remove(batch)
            Answer.objects.filter(pk__in=batch).delete()
        removed += batch
    related.replace(removed, lonely)
    outcome.removed = len(removed)
