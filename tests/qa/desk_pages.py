"""The pages of a question at the desk."""

from django.urls import reverse

from qa.models import Question

LIST = reverse("admin:qa_question_changelist")


def page(question: Question) -> str:
    return reverse("admin:qa_question_change", args=[question.pk])


def step(question: Question, name: str) -> str:
    return reverse(f"admin:qa_question_{name}", args=[question.pk])
