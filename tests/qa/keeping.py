"""Time that passes over what is kept, for tests of what goes when."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from qa.keeping import forget
from qa.models import Question

NOW = timezone.now()
DAY = dt.timedelta(days=1)


def go(at: dt.datetime) -> dict[str, int]:
    """Let go what is due and return what went."""
    return {name: count for name, count in forget(at) if count}


def long_ago(make) -> Question:
    question = make()
    Question.objects.filter(pk=question.pk).update(ended_at=NOW - relativedelta(years=2))
    return question
