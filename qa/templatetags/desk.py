from django import template

from clinics.models import Organization
from qa.models import Question
from qa.promise import Wait, wait

register = template.Library()


@register.simple_tag
def waited(question: Question, organization: Organization) -> Wait:
    """Say how long a question has waited against the organization's promise."""
    return wait(question.received_at, organization.answer_promise_days)
