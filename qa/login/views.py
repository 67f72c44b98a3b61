"""The pages on which staff log in, and keep what they log in with."""

from collections.abc import Callable
from functools import wraps

import qrcode
from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from qa.audit import Kind, audited, note
from qa.demo.loader import logins
from qa.models.audit import record

from .adapters import failed, page_of
from .factors import accept_new, factors_of, is_let_in, spend
from .sessions import seconds_left


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a page about somebody's own login: only for who has come in, or makes a first factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not is_let_in(request) and factors_of(request.user).exists():
            logout(request)  # It came in by a password before there was a factor.
            return redirect("account_login")
        return audited(admin.site, view)(request, *args, **kwargs)

    return never_cache(guarded)


class DeskPage:
    """A page of django-allauth in the desk's frame."""

    title = ""

    def get_context_data(self, **kwargs):
        context = {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}
        # Some pages of django-allauth forget the form that they are given with its errors.
        own = {"title": self.title, "is_let_in": is_let_in(self.request)}
        return {**context, **kwargs, **own}


class LoginView(DeskPage, account.LoginView):
    title = "Log in to the desk"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not is_let_in(request):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        demo = logins() if settings.MODE == "local" else []
        notes = {"is_over": "over" in self.request.GET, "is_kept": "kept" in self.request.GET}
        return super().get_context_data(**kwargs, **notes, demo=demo)


class PasskeyLoginView(webauthn.LoginWebAuthnView):
    def form_invalid(self, form):
        failed(self.request, None)
        return super().form_invalid(form)


class CodeView(DeskPage, base.AuthenticateView):
    title = "Show that it is you"

    def form_invalid(self, form):
        person = self.stage.login.user
        errors = form.errors.as_data().values()
        codes = {error.code for problems in errors for error in problems}
        if "too_many_login_attempts" in codes:
            record(Kind.LOCKED_OUT, person=person, page=page_of(self.request))
        elif codes != {"required"}:
            failed(self.request, person)
        return super().form_invalid(form)


class FactorsView(DeskPage, base.IndexView):
    title = "Your second factor"


class AddAppView(DeskPage, totp.ActivateTOTPView):
    title = "Add an app"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, **drawing(context["totp_url"])}

    def form_valid(self, form):
        response = super().form_valid(form)
        factor = factors_of(self.request.user).get(type="totp")
        spend(factor, form.cleaned_data["code"])
        accept_new(self.request, factor)
        note(self.request, Kind.CHANGED, self.request.user)
        return response


def drawing(text: str) -> dict[str, object]:
    """Return size and path of a QR code, one square for each dark dot."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dots = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return {"qr_size": len(rows), "qr_path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dots)}


class RemoveAppView(DeskPage, totp.DeactivateTOTPView):
    title = "Remove the app?"

    def form_valid(self, form):
        note(self.request, Kind.CHANGED, self.request.user)
        return super().form_valid(form)


class AddPasskeyView(DeskPage, webauthn.AddWebAuthnView):
    title = "Add a passkey"

    def form_valid(self, form):
        response = super().form_valid(form)
        accept_new(self.request, factors_of(self.request.user).latest("id"))
        note(self.request, Kind.CHANGED, self.request.user)
        return response


class RemovePasskeyView(DeskPage, webauthn.RemoveWebAuthnView):
    title = "Remove the passkey?"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(
                self.request, get_adapter().error_messages["cannot_delete_authenticator"]
            )
            return redirect("mfa_index")
        note(self.request, Kind.CHANGED, self.request.user)
        return super().form_valid(form)


class RecoveryCodesView(DeskPage, recovery_codes.ViewRecoveryCodesView):
    title = "Recovery codes"


class NewRecoveryCodesView(DeskPage, recovery_codes.GenerateRecoveryCodesView):
    title = "New recovery codes?"

    def form_valid(self, form):
        note(self.request, Kind.CHANGED, self.request.user)
        return super().form_valid(form)


class ConfirmView(DeskPage, account.ReauthenticateView):
    title = "Is it still you?"


class ConfirmByCodeView(DeskPage, base.ReauthenticateView):
    title = "Is it still you?"

    def form_invalid(self, form):
        failed(self.request, self.request.user)
        return super().form_invalid(form)


class ConfirmByPasskeyView(DeskPage, webauthn.ReauthenticateWebAuthnView):
    title = "Is it still you?"

    def form_invalid(self, form):
        failed(self.request, self.request.user)
        return self.render_to_response(self.get_context_data(form=form))


def how_long(request: HttpRequest) -> HttpResponse:
    """Say how many seconds are left; "?asks=how-long" only asks, anything else prolongs."""
    if not (request.user.is_authenticated and is_let_in(request)):
        return JsonResponse({"left": 0})
    return JsonResponse({"left": seconds_left(request)})


@never_cache
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session, and let the browser forget what it kept, but no word that is not saved."""
    if request.user.is_authenticated:
        record(Kind.LOGGED_OUT, person=request.user, page=page_of(request))
    logout(request)
    kept = "?kept=yes" if request.POST.get("kept") else ""
    response = redirect(reverse("account_login") + kept)
    forgets = '"cache", "storage"' if request.POST.get("all-saved") else '"cache"'
    response.headers["Clear-Site-Data"] = forgets
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who comes too often in a minute."""
    context = {"site_header": admin.site.site_header}
    return render(request, "account/too_many.html", context, status=429)
