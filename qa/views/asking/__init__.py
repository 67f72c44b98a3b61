"""Asking a question, step by step; no step stores anything but the last."""

from .answered import AnsweredView, SimilarView
from .checking import ChangeView, CheckView
from .failures import bad_request, csrf_failure
from .pages import REFERRER_POLICY_OF_FORMS, FieldPage, KindPage, PrivatePage
from .sending import AskView, ReceivedView
from .signs import BeginView, HelpView, SignsView

__all__ = [
    "REFERRER_POLICY_OF_FORMS",
    "AnsweredView",
    "AskView",
    "BeginView",
    "ChangeView",
    "CheckView",
    "FieldPage",
    "HelpView",
    "KindPage",
    "PrivatePage",
    "ReceivedView",
    "SignsView",
    "SimilarView",
    "bad_request",
    "csrf_failure",
]
