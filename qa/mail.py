"""Sending by SMTP, with an answer to the question whether a letter may have arrived."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class MaybeSent(Exception):
    """The server had the whole letter and broke off before it said whether it keeps it."""


class _Careful(smtplib.SMTP):
    text_is_out = False

    def send(self, s):
        self.text_is_out = isinstance(s, bytes)  # Commands are str.
        super().send(s)

    def data(self, msg):
        """Send the letter's text. Raises MaybeSent where it is unknown what became of it."""
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            if self.text_is_out:
                raise MaybeSent from error
            raise


class _CarefulSSL(_Careful, smtplib.SMTP_SSL):
    pass


class CarefulBackend(EmailBackend):
    @property
    def connection_class(self):
        return _CarefulSSL if self.use_ssl else _Careful
