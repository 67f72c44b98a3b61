"""Rows whose every word is hostile: questions, answers and topics that hold the payloads."""

from itertools import cycle, islice

from qa.models import Passage, Question, Revision, Topic
from tests import factories
from tests.browser.payloads import portions


def write_everywhere(payloads: list[str], author) -> list[str]:
    """Write payloads into every field; return the addresses that show them one by one.

    A short field takes a portion of them, and there are as many rows as portions.
    """
    text = " ".join(payloads)
    topic = write_topics(payloads)
    clinic, *_ = [factories.clinic(name=n, street=n, city=n) for n in portions(payloads, 80)]
    names = portions(payloads, 100)
    writer, *_ = [factories.therapist(display_name=n, bio=text, clinic=clinic) for n in names]
    question, private, declined, waiting, other = (
        factories.question(text=text, asker_name=name, topic=topic, clinic=clinic)
        for name in islice(cycle(names), 5)
    )
    revision = write_answer(question, writer, payloads, 0)
    revision.approve(author)
    private.answer_privately(text, author.user)
    declined.decline("not_a_question", text, author.user)
    draft = revision.answer.start_revision(author)
    write_short_fields(draft, payloads, 1)
    factories.explain(draft, text)
    draft.send_for_review()
    draft.return_to_author(text)
    draft.reviews.create(reviewer=author, decision="returned", reason=text)
    reviewed = write_answer(other, writer, payloads, -1)
    for title in portions(payloads, 80):
        Passage.objects.create(title=title, body=text)
    return [
        revision.answer.get_absolute_url(),
        topic.get_absolute_url(),
        writer.get_absolute_url(),
        clinic.get_absolute_url(),
        f"/admin/qa/revision/{draft.pk}/change/",
        f"/admin/qa/revision/{draft.pk}/preview/",
        f"/admin/qa/revision/{revision.pk}/change/",
        f"/admin/qa/revision/{reviewed.pk}/review/",
        f"/admin/qa/revision/{reviewed.pk}/correct/",
        f"/admin/qa/answer/{revision.answer_id}/change/",
        f"/admin/qa/question/{waiting.pk}/change/",
        f"/admin/qa/question/{waiting.pk}/reuse/?answer={revision.answer_id}",
        f"/admin/qa/question/{private.pk}/change/",
        f"/admin/qa/question/{declined.pk}/change/",
        *(q.get_status_url() for q in (question, private, declined)),
    ]


def write_topics(payloads: list[str]) -> Topic:
    """Write payloads into topics; return the one that has most of them."""
    for name in portions(payloads, 60):
        topic = factories.topic(
            name=name,
            description=portions(payloads, 200)[0],
            warning_signs="\n".join(payloads),
            urgent_advice=portions(payloads, 300)[0],
        )
    return topic


def write_answer(question: Question, writer, payloads: list[str], turn: int) -> Revision:
    """Send an answer in review whose every word is hostile."""
    text = " ".join(payloads)
    revision = factories.write(
        question.start_answer(writer),
        edited_question=text,
        key_points=[*portions(payloads, 250)[:4], "Fine."],
        body="<p>Words.</p>" + "".join(f"<p>{payload}</p>" for payload in payloads),
    )
    write_short_fields(revision, payloads, turn)
    # Past the cleaning at every save: what is shown is cleaned once more.
    Revision.objects.filter(pk=revision.pk).update(body=revision.body + text)
    revision.refresh_from_db()
    factories.explain(revision, text)
    revision.send_for_review()
    return revision


def write_short_fields(revision: Revision, payloads: list[str], turn: int) -> None:
    """Write the portion of the payloads whose turn it is."""
    limits = {
        "title": 200,
        "call_to_action_heading": 120,
        "call_to_action_text": 400,
        "call_to_action_button": 60,
    }
    for name, limit in limits.items():
        texts = portions(payloads, limit)
        setattr(revision, name, texts[turn % len(texts)])
    revision.save()
