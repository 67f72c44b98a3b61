"""The addresses of logging in, under /admin/. Their names are django-allauth's."""

from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from django.urls import path
from django.views.decorators.cache import never_cache

from . import views
from .views import own_page

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("login/code/", views.CodeView.as_view(), name="mfa_authenticate"),
    path(
        "login/passkey/",
        never_cache(views.PasskeyLoginView.as_view()),
        name="mfa_login_webauthn",
    ),
    path("logout/", views.log_out, name="account_logout"),
    path("how-long/", never_cache(views.how_long), name="session-how-long"),
    path("confirm/", own_page(views.ConfirmView.as_view()), name="account_reauthenticate"),
    path("confirm/code/", own_page(views.ConfirmByCodeView.as_view()), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/",
        own_page(views.ConfirmByPasskeyView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("second-factor/", own_page(views.FactorsView.as_view()), name="mfa_index"),
    path("second-factor/app/", own_page(views.AddAppView.as_view()), name="mfa_activate_totp"),
    path(
        "second-factor/app/remove/",
        own_page(views.RemoveAppView.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/passkey/",
        own_page(views.AddPasskeyView.as_view()),
        name="mfa_add_webauthn",
    ),
    path(
        "second-factor/passkey/<int:pk>/remove/",
        own_page(views.RemovePasskeyView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/recovery-codes/",
        own_page(views.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/new/",
        own_page(views.NewRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/download/",
        own_page(DownloadRecoveryCodesView.as_view()),
        name="mfa_download_recovery_codes",
    ),
]
