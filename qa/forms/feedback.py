from django import forms
from django.core import signing

from qa.models import Feedback, Revision

FEEDBACK_SALT = "qa.feedback"


def feedback_handle(feedback: Feedback) -> str:
    """Return what lets the reader add a reason to their own press within the hour."""
    return signing.dumps(feedback.pk, salt=FEEDBACK_SALT)


class FeedbackForm(forms.Form):
    """One press of yes or no and, in a second step, the reason for a no."""

    use_required_attribute = False

    is_helpful = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes"
    )
    reason = forms.ChoiceField(
        choices=Feedback.Reason.choices, widget=forms.RadioSelect, required=False
    )
    given = forms.CharField(widget=forms.HiddenInput, required=False)

    def save(self, revision: Revision) -> Feedback:
        """Store the press; with a reason, add it to the press that it belongs to."""
        reason = self.cleaned_data["reason"]
        if reason and (earlier := self._earlier(revision)):
            earlier.reason = reason
            earlier.save(update_fields=["reason"])
            return earlier
        is_helpful = self.cleaned_data["is_helpful"]
        return revision.feedback.create(is_helpful=is_helpful, reason="" if is_helpful else reason)

    def _earlier(self, revision: Revision) -> Feedback | None:
        try:
            pk = signing.loads(self.cleaned_data["given"], salt=FEEDBACK_SALT, max_age=3600)
        except signing.BadSignature:
            return None
        return revision.feedback.filter(pk=pk, is_helpful=False, reason="").first()
