"""Already answered? What others asked is shown before a question is sent."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import TemplateView

from qa.models import Answer, AnsweredCount
from qa.search import similar
from qa.typed import without_control_characters

from .pages import KindPage, PrivatePage

SHOWN = 3
FEWEST_WORDS = 3
NEAR_THE_BEST = 0.5  # of the best score


def suggestions(text: str) -> list[Answer]:
    """Return up to three published answers that may answer a typed question, best first."""
    if len(text.split()) < FEWEST_WORDS:
        return []
    found = similar(text, SHOWN)
    return [answer for answer, score in found if score >= found[0][1] * NEAR_THE_BEST]


class SimilarView(KindPage):
    """The same for the script that asks while somebody types; the words are in no address."""

    http_method_names = ["post"]

    def post(self, request):
        answers = suggestions(request.POST.get("text", ""))
        return render(request, "qa/question_suggestions.html", {"answers": answers})


class AnsweredView(PrivatePage, TemplateView):
    """Count that an answer was enough, and say goodbye; nothing says who it was."""

    template_name = "qa/question_answered.html"

    def post(self, request):
        slug = without_control_characters(request.POST.get("answer", ""))
        answer = Answer.objects.published().filter(slug=slug).first()
        if answer is None:
            raise Http404
        AnsweredCount.objects.count_one(answer)
        return redirect("question-answered")
