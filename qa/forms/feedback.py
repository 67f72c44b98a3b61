from django import forms

from qa.models import Feedback


class FeedbackForm(forms.Form):
    """One press of yes or no and, in a second step, the reason for a no."""

    use_required_attribute = False

    is_helpful = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes"
    )
    reason = forms.ChoiceField(
        choices=Feedback.Reason.choices, widget=forms.RadioSelect, required=False
    )
