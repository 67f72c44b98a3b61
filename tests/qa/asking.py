"""The form of a question: its addresses, what a browser sends for it and what it shows again."""

import uuid

from qa.forms import no_signs_token

ASK = "/ask/"
BEGIN = "/ask/begin/"
CHECK = "/ask/check/"
SIMILAR = "/ask/similar/"
RECEIVED = "/ask/received/"


def form_page() -> str:
    """The address of the form for somebody who has none of the warning signs."""
    return f"{ASK}?passed={no_signs_token()}"


def typed_in(response) -> dict[str, object]:
    """What the fields of the shown form hold."""
    form = response.context["form"]
    return {field.name: field.value() for field in form}


def answers(**values) -> dict[str, str]:
    """What a browser sends for a form that is filled in well."""
    return {
        "about": "self",
        "text": "My shoulder clicks when I lift my arm. Should I rest it?",
        "topic": "",
        "clinic": "",
        "asker_name": "Robin",
        "asker_email": "robin@example.com",
        "is_adult": "on",
        "submission_key": str(uuid.uuid4()),
        "consent_edition": "1",
        "passed": no_signs_token(),
        **values,
    }


def kept_in(response) -> dict[str, str]:
    return response.context["kept"]
