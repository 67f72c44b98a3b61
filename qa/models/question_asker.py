"""How the person who asked is reached, told apart and forgotten."""

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from .digests import in_one_form
from .question_queryset import address_check, new_status_token, token_hash
from .question_row import QuestionRow


class QuestionAsker(QuestionRow):
    """Who asked, as long as it is kept: an address for letters, and a link to the question."""

    class Meta(QuestionRow.Meta):
        abstract = True

    def get_status_url(self) -> str:
        """The address of the private status page; whoever has it may read it."""
        return reverse("question-status", args=[self.status_token])

    @transaction.atomic
    def move_to_address(self, email: str) -> None:
        """Write to another address from now on; links in earlier letters open nothing any more."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        self.asker_email = email
        self.address_digest = type(self).objects.address_digest(email)
        self.status_token = new_status_token()
        self.status_token_hash = token_hash(self.status_token)
        self.save(
            update_fields=["asker_email", "address_digest", "status_token", "status_token_hash"]
        )

    @transaction.atomic
    def forget_contact(self) -> None:
        """Forget who asked, and close letters that can go nowhere any more.

        The link still opens for whoever knows the address.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.asker_email:
            self.address_check = address_check(self.submission_key, self.asker_email)
        self.asker_name = self.asker_email = None
        self.address_digest = ""
        self.save(update_fields=["asker_name", "asker_email", "address_digest", "address_check"])
        self.notices.owed().filter(own_address__isnull=True).delete()

    def is_asked_by(self, email: str) -> bool:
        """Say whether an address is the asker's, also after it was forgotten."""
        if self.asker_email:
            return constant_time_compare(in_one_form(email), in_one_form(self.asker_email))
        return constant_time_compare(address_check(self.submission_key, email), self.address_check)
