"""Before anything is written: is it an emergency?"""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from qa.forms import SignsForm, no_signs_token
from qa.models import WarningSign

from .pages import AskingPage, PrivatePage, typed_so_far
from .writing import OnceMoreView

GO_ON = "Thank you. What you typed is still here."


@method_decorator(csrf_exempt, name="dispatch")
class SignsView(AskingPage):
    """Ask for warning signs before anything is written; whoever has one gets help instead.

    Nothing is stored, so it asks for no cookie: whoever blocks them reaches the help as well.
    """

    form_class = SignsForm
    template_name = "qa/question_signs.html"

    def get(self, request, *args, **kwargs):
        return redirect("question-create")

    def get_context_data(self, **kwargs):
        return super().get_context_data(signs=WarningSign.objects.shown(), **kwargs)

    def form_valid(self, form):
        if form.cleaned_data["signs"] != "no":
            return redirect("question-help")
        token = no_signs_token()
        if typed_so_far(self.request):
            return OnceMoreView.as_view(reason=GO_ON, changes={"passed": token})(self.request)
        return redirect(f"{reverse('question-create')}?passed={token}")


class SignsFirstView(SignsView):
    """The same page for somebody who came to the form without it; it keeps what was typed."""

    def get(self, request, *args, **kwargs):
        response = self.render_to_response(self.get_context_data())
        if request.method == "GET" and not request.GET:
            response["X-Robots-Tag"] = "all"  # The first page of the journey may be listed.
        return response

    def get_form_kwargs(self):
        return {}

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)


class BeginView(SignsFirstView):
    """The same page for somebody whose search found nothing: the words come along.

    They come by POST, so that they are in no address. Nothing is stored, so the search page needs
    neither a token nor a cookie.
    """


class HelpView(PrivatePage, TemplateView):
    template_name = "qa/question_help.html"
