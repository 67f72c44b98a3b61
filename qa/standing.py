"""What stands on many pages of this app, beside what `clinics.standing` knows."""

from clinics.standing import Standing
from qa.models import ConsentWording, Topic

topics = Standing(Topic.objects.in_bulk)
topics_in_use = Standing(lambda: list(Topic.objects.in_use()))
consent_wording = Standing(ConsentWording.objects.current)
