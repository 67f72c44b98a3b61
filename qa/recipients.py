"""Which member of staff gets which letter."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from .models import Notice

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Whoever has the right gets the letter; one about their own work goes to one person alone.
RIGHTS: dict[str, str] = {
    Notice.Kind.NEW_QUESTION: "qa.add_revision",
    Notice.Kind.WARNING_SIGNS: "qa.change_question",
    Notice.Kind.CLAIM_ENDS: "qa.add_revision",
    Notice.Kind.RETURNED: "qa.add_revision",
    Notice.Kind.CHANGED_MIND: "qa.add_revision",
    Notice.Kind.LATE: "qa.view_notice",
    Notice.Kind.UNSAFE: "qa.withdraw_answer",
}
# What may be a matter of safety reaches everybody whom it concerns.
ALWAYS = {Notice.Kind.WARNING_SIGNS, Notice.Kind.UNSAFE}


def recipients(kind: str, only: int | None = None) -> QuerySet[User]:
    """Return who gets a letter of this kind: all with its right, or one of them alone.

    Nobody gets one without an e-mail address, without a login that works, or who said no.
    """
    staff = User.objects.with_perm(RIGHTS[kind], backend=BACKEND).filter(is_staff=True)
    staff = staff.exclude(email="").exclude(unwanted_letters__kind=kind).distinct()
    return staff if only is None else staff.filter(pk=only)


def choices_for(user: User) -> list[tuple[str, str]]:
    """Return the letters that this person may do without."""
    return [
        (str(kind), Notice.Kind(kind).label)
        for kind, right in RIGHTS.items()
        if kind not in ALWAYS and user.has_perm(right)
    ]
