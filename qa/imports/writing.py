"""Checked lines become answers: pages, revisions, addresses and topics, many at a time."""

import itertools
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import slugify

from qa import search_index
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
from qa.models.answer_queryset import AnswerQuerySet
from qa.models.digests import PAGE_ADDRESS, digests_of
from qa.models.locking import lock_pages
from qa.models.page_addresses import MAX_SLUG_LENGTH

from .lines import Line
from .outcome import Outcome

LEFT_OUT = "left out"  # in place of a digest: that an import took the page down, and nobody else


def taken_slugs() -> set[str]:
    """Return the addresses that pages have or had, and the digests of those that were erased."""
    answers = Answer.objects.exclude(slug=None)
    return _slugs_in(answers, OldSlug.objects.all(), GoneAddress.objects.all())


def _taken_among(slugs: list[str]) -> set[str]:
    """Return what `taken_slugs` does, of these addresses alone."""
    digests = [digest for slug in slugs for digest in digests_of(slug, PAGE_ADDRESS)]
    return _slugs_in(
        Answer.objects.filter(slug__in=slugs),
        OldSlug.objects.filter(slug__in=slugs),
        GoneAddress.objects.filter(digest__in=digests),
    )


def _slugs_in(answers: QuerySet, old: QuerySet, gone: QuerySet) -> set[str]:
    return {
        *answers.values_list("slug", flat=True),
        *old.values_list("slug", flat=True),
        *gone.values_list("digest", flat=True),
    }


def write_batch(lines: list[Line], slugs: set[str], outcome: Outcome) -> list[int]:
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
        elif answer.has_own_words or not (answer.is_published or _was_left_out(answer)):
            outcome.kept += 1
        elif _says_the_same(answer, line):
            outcome.unchanged += 1
        else:
            changed.append((answer, line))
    outcome.created += len(new)
    outcome.updated += len(changed)
    return _publish([*zip(_create(new, slugs), new, strict=True), *changed])


def leave_out(answers: AnswerQuerySet) -> None:
    """Take pages down that a file holds no more; the caller holds them and the index."""
    answers.take_down(timezone.now())
    answers.update(source_digest=LEFT_OUT)


def _was_left_out(answer: Answer) -> bool:
    return answer.source_digest == LEFT_OUT and answer.taken_back_at is None


def _known(source_ids: list[str]) -> dict[str | None, Answer]:
    own = Revision.objects.filter(answer=OuterRef("pk"), is_imported=False)
    newest = Revision.objects.filter(answer=OuterRef("pk")).order_by("-number").values("number")
    answers = Answer.objects.filter(source_id__in=source_ids).with_words()
    counted = answers.annotate(has_own_words=Exists(own), newest=Subquery(newest[:1]))
    return {answer.source_id: answer for answer in counted}


def _says_the_same(answer: Answer, line: Line) -> bool:
    return answer.source_digest == line.digest and line.published_at in (None, answer.published_at)


def _create(lines: list[Line], slugs: set[str]) -> list[Answer]:
    now = timezone.now()
    return Answer.objects.bulk_create(
        Answer(
            slug=slug,
            source_id=line.source_id,
            source_digest=line.digest,
            published_at=line.published_at or now,
        )
        for line, slug in zip(lines, _free_slugs(lines, slugs), strict=True)
    )


def _free_slugs(lines: list[Line], slugs: set[str]) -> list[str]:
    """Return an address for each line, and add them to those that are taken.

    An approval may have taken one since those were read; with the index locked, none does now.
    """
    free = [_free_slug(line.title, slugs) for line in lines]
    while taken := _taken_among(free):
        slugs |= taken
        free = [
            slug if _is_free(slug, taken) else _free_slug(line.title, slugs)
            for line, slug in zip(lines, free, strict=True)
        ]
    return free


def _free_slug(title: str, slugs: set[str]) -> str:
    stem = slugify(title)[: MAX_SLUG_LENGTH - 8].strip("-") or "answer"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    slug = next(name for name in names if _is_free(name, slugs))
    slugs.add(slug)
    return slug


def _is_free(slug: str, taken: set[str]) -> bool:
    return taken.isdisjoint([slug, *digests_of(slug, PAGE_ADDRESS)])


def _publish(pairs: list[tuple[Answer, Line]]) -> list[int]:
    rewritten = [(answer, line) for answer, line in pairs if _says_something_new(answer, line)]
    _add_revisions(rewritten)
    _note_digests_and_dates(pairs)
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
    answers.update(live_revision=Subquery(newest[:1]), withdrawn_at=None)


def _note_digests_and_dates(pairs: list[tuple[Answer, Line]]) -> None:
    """Note what the lines said; a new answer has it already."""
    changed = [(answer, line) for answer, line in pairs if not _says_the_same(answer, line)]
    for answer, line in changed:
        answer.source_digest = line.digest
        answer.published_at = line.published_at or answer.published_at
    answers = [answer for answer, _ in changed]
    Answer.objects.bulk_update(answers, ["source_digest", "published_at"])


def _set_topics(pairs: list[tuple[Answer, Line]]) -> None:
    topics = _topics_named(name for _, line in pairs for name in line.topics)
    AnswerTopic.objects.filter(answer__in=[answer for answer, _ in pairs]).delete()
    AnswerTopic.objects.bulk_create(
        AnswerTopic(answer=answer, topic=topic)
        for answer, line in pairs
        for topic in dict.fromkeys(topics[name] for name in line.topics)
    )


def _topics_named(names: Iterable[str]) -> dict[str, Topic]:
    """Return the topic of each name; capitals make no other one, and the first spelling stays."""
    known = list(Topic.objects.order_by("-pk"))
    spelled = {topic.name: topic for topic in known}
    alike = {topic.name.casefold(): topic for topic in known}
    for name in names:
        if name.casefold() not in alike:
            alike[name.casefold()] = Topic.objects.create(name=name, slug=_topic_slug(name))
        spelled.setdefault(name, alike[name.casefold()])
    return spelled


def _topic_slug(name: str) -> str:
    stem = slugify(name)[:56].strip("-") or "topic"
    taken = set(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(slug for slug in names if slug not in taken)
