"""The pages of an answer at the desk, and what they send."""

from django.urls import reverse

from qa.models import Answer


def page(answer: Answer) -> str:
    return reverse("admin:qa_answer_change", args=[answer.pk])


def step(answer: Answer, name: str) -> str:
    return reverse(f"admin:qa_answer_{name}", args=[answer.pk])


def typed(answer: Answer, **values) -> dict[str, object]:
    return {"slug": answer.slug, "topics": [topic.pk for topic in answer.topics.all()], **values}
