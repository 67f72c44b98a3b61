from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from . import sitemaps
from .feeds import AnswerFeed
from .views import asking, booking, changing, feedback, finding, reading, status

urlpatterns = [
    path("", reading.HomeView.as_view(), name="home"),
    path("answers/", reading.AnswerListView.as_view(), name="answer-list"),
    path("answers/<slug:slug>/", reading.AnswerView.as_view(), name="answer-detail"),
    path("answers/<slug:slug>/helpful/", feedback.FeedbackView.as_view(), name="feedback-create"),
    path(
        "answers/<slug:slug>/thanks/",
        feedback.FeedbackReceivedView.as_view(),
        name="feedback-received",
    ),
    path("topics/", reading.TopicListView.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", reading.TopicView.as_view(), name="topic-detail"),
    path("therapists/<slug:slug>/", reading.TherapistView.as_view(), name="therapist-detail"),
    path("search/", finding.SearchView.as_view(), name="search"),
    path("book/", booking.BookView.as_view(), name="book"),
    path("book/<slug:slug>/", booking.BookClinicView.as_view(), name="book-clinic"),
    path("book/<slug:slug>/keep/", booking.KeepClinicView.as_view(), name="book-keep"),
    path("ask/", asking.AskView.as_view(), name="question-create"),
    path("ask/begin/", asking.BeginView.as_view(), name="question-begin"),
    path("ask/signs/", asking.SignsView.as_view(), name="question-signs"),
    path("ask/help-now/", asking.HelpView.as_view(), name="question-help"),
    path("ask/check/", asking.CheckView.as_view(), name="question-check"),
    path("ask/change/", asking.ChangeView.as_view(), name="question-change"),
    path("ask/similar/", asking.SimilarView.as_view(), name="question-similar"),
    path("ask/answered/", asking.AnsweredView.as_view(), name="question-answered"),
    path("ask/received/", asking.ReceivedView.as_view(), name="question-received"),
    path("ask/status/<token>/", status.StatusView.as_view(), name="question-status"),
    path("ask/status/<token>/add/", changing.AddView.as_view(), name="question-add"),
    path("ask/status/<token>/address/", changing.AddressView.as_view(), name="question-address"),
    path("ask/status/<token>/code/", changing.CodeView.as_view(), name="question-code"),
    path("ask/status/<token>/keep/", changing.ConsentView.as_view(), name="question-consent"),
    path(
        "ask/status/<token>/take-back/", changing.WithdrawView.as_view(), name="question-withdraw"
    ),
    path("ask/status/<token>/erase/", changing.EraseView.as_view(), name="question-erase"),
    path("ask/closed/", status.ClosedView.as_view(), name="question-closed"),
    path("ask/status/<token>/close/", status.CloseView.as_view(), name="question-close"),
    path("ask/status/<token>/helped/", changing.HelpedView.as_view(), name="question-helped"),
    path(
        "privacy/",
        TemplateView.as_view(
            template_name="qa/privacy.html", extra_context={"keep": settings.KEEP}
        ),
        name="privacy",
    ),
    path("feed/", AnswerFeed(), name="answer-feed"),
    path("sitemap.xml", sitemaps.whole_or_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, name="sitemap-part"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain"),
        name="robots",
    ),
]
