"""What stands on the pages of many answers, beside what `clinics.standing` knows."""

from clinics.standing import Standing
from qa.models import Topic

topics = Standing(Topic.objects.in_bulk)
topics_in_use = Standing(lambda: list(Topic.objects.in_use()))
