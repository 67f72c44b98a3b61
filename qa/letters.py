"""What a letter to an asker says: a link, never the question, its topic or a name."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from clinics.models import Organization

from .models import Notice

SUBJECTS: dict[str, str] = {
    Notice.Kind.RECEIVED: "We received your message",
    Notice.Kind.ANSWERED: "There is news about your message",
    Notice.Kind.ANSWERED_PRIVATELY: "There is news about your message",
    Notice.Kind.DECLINED: "There is news about your message",
    Notice.Kind.WITHDRAWN: "You took your message back",
}


def message_id(notice: Notice) -> str:
    """Return the same Message-ID for every try, so that mail programs show doubles once."""
    digest = salted_hmac("qa.letters", f"{notice.question_id} {notice.kind}").hexdigest()
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def letter(notice: Notice) -> EmailMultiAlternatives:
    """Return the message for a notice, as text and as HTML made from the same words."""
    context = {
        "organization": Organization.objects.get(),
        "subject": SUBJECTS[notice.kind],
        "status_url": settings.SITE_URL + notice.question.get_status_url(),
    }
    text = render_to_string(f"mail/{notice.kind}.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=text,
        to=[notice.question.asker_email],
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )
    html = render_to_string("mail/letter.html", {**context, "text": text})
    message.attach_alternative(html, "text/html")
    return message
