"""What was typed into a form of a private page, ready to be sent once more."""

from collections.abc import Callable
from functools import partial

from django.forms import Form
from django.http import HttpRequest

from qa.forms import AskerForm, AskerToMoveForm, AskerWithCodeForm, CodeForm, NewAddressForm

# They only hold what was typed; whose question it is shows when they are sent.
FORMS: dict[str, Callable[..., Form]] = {
    "question-address": partial(NewAddressForm, question=None),
    "question-code": CodeForm,
}
# A device that is not known says who it is first, and what was typed goes along.
FORMS_OF_UNKNOWN: dict[str, Callable[..., Form]] = {
    "question-status": partial(AskerForm, question=None),
    "question-address": partial(AskerToMoveForm, question=None),
    "question-code": partial(AskerWithCodeForm, question=None),
}


def typed_form(request: HttpRequest) -> Form | None:
    """Return the form that was posted with what was typed into it; None where nothing was."""
    typed = request.POST.dict()
    forms = FORMS_OF_UNKNOWN if "asker_email" in typed else FORMS
    page = request.resolver_match.url_name if request.resolver_match else None
    if page not in forms:
        return None
    form = forms[page](initial=typed)
    return form if any(typed.get(name) for name in form.fields) else None
