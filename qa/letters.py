"""What a letter says: a link, never a question, its topic or who asked it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from clinics.models import Organization

from .models import Notice, Question

NEWS = "There is news about your message"
SUBJECTS: dict[str, str] = {
    Notice.Kind.RECEIVED: "We received your message",
    Notice.Kind.ANSWERED: NEWS,
    Notice.Kind.ANSWERED_PRIVATELY: NEWS,
    Notice.Kind.DECLINED: NEWS,
    Notice.Kind.WITHDRAWN: "You took your message back",
    Notice.Kind.CONSENT_WITHDRAWN: "We did what you asked",
    Notice.Kind.ERASED: "Your message is erased",
    Notice.Kind.CONFIRM_ADDRESS: "Your code",
    Notice.Kind.ADDRESS_LEFT: "We write to another address now",
    Notice.Kind.ADDRESS_CHANGED: "We write to this address now",
    Notice.Kind.HELPED: "One short thing we would like to know",
    Notice.Kind.NEW_QUESTION: "A new message waits at the desk",
    Notice.Kind.WARNING_SIGNS: "Please look at a new message now",
    Notice.Kind.CLAIM_ENDS: "What you claimed goes back to everybody soon",
    Notice.Kind.RETURNED: "A draft came back to you",
    Notice.Kind.CHANGED_MIND: "Please look before you go on with a message",
    Notice.Kind.LATE: "Messages at the desk are past their promise",
    Notice.Kind.UNSAFE: "Please check a page today",
}


def message_id(notice: Notice) -> str:
    """Return the same Message-ID for every try, so that mail programs show doubles once."""
    digest = salted_hmac("qa.letters", f"{notice.pk} {notice.kind}").hexdigest()
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def letter(notice: Notice) -> EmailMultiAlternatives:
    """Return the message for a notice, as text and as HTML made from the same words."""
    context = {
        "organization": Organization.objects.get(),
        "subject": SUBJECTS[notice.kind],
        "link": settings.SITE_URL + notice.leads_to,
        "code": _code(notice),
        "count_spam": Question.objects.quarantined().count,  # counted where a letter says it
        "choice_link": settings.SITE_URL + reverse("admin:letters"),
    }
    text = render_to_string(f"mail/{notice.kind}.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=text,
        to=[notice.address],
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )
    html = render_to_string("mail/letter.html", {**context, "text": text})
    message.attach_alternative(html, "text/html")
    return message


def _code(notice: Notice) -> str:
    """Return the digits that confirm a new address; no other letter holds any."""
    is_asked = notice.question and notice.kind == Notice.Kind.CONFIRM_ADDRESS
    return notice.question.address_change.code if is_asked else ""
