"""What the audit calls a page: the words of the desk instead of the name of an address."""

from django.apps import apps

from qa.models.audit_words import STEPS

PAGES = {
    "index": "Today",
    "app_list": "All kinds of things",
    "letters": "Letters to me",
    "login": "Login",
    "logout": "Log out",
    "session_over": "After 15 idle minutes",
    "session-how-long": "Time that is left",
    "jsi18n": "Words of the forms",
    "autocomplete": "Choices",
    "view_on_site": "Public page",
    "password_change": "Own password",
    "password_change_done": "Own password, changed",
    "reset_second_factor": "Second factor, taken away on the server",
    "account_login": "Login",
    "account_logout": "Log out",
    "account_reauthenticate": "Login, once more",
    "mfa_authenticate": "Login, code of the app",
    "mfa_login_webauthn": "Login by passkey",
    "mfa_reauthenticate": "Login once more, code of the app",
    "mfa_reauthenticate_webauthn": "Login once more, by passkey",
    "mfa_index": "Own second factor",
    "mfa_activate_totp": "Own second factor, new app",
    "mfa_deactivate_totp": "Own second factor, app removed",
    "mfa_add_webauthn": "Own second factor, new passkey",
    "mfa_remove_webauthn": "Own second factor, passkey removed",
    "mfa_view_recovery_codes": "Own recovery codes",
    "mfa_generate_recovery_codes": "Own recovery codes, new ones",
    "mfa_download_recovery_codes": "Own recovery codes, as a file",
}


def page_in_words(page: str) -> str:
    """Say which page an address with this name leads to, such as "Question: what happened"."""
    if page in PAGES:
        return PAGES[page]
    for model in apps.get_models():
        prefix = f"{model._meta.label_lower.replace('.', '_')}_"
        if page.startswith(prefix):
            step = page.removeprefix(prefix)
            kind = str(model._meta.verbose_name)
            words = STEPS[step].page if step in STEPS else step.replace("_", " ")
            return f"{kind[0].upper()}{kind[1:]}: {words}"
    return page.replace("_", " ")


def thing_in_words(kind: str, key: str) -> str:
    """Name an object that an entry is about, such as "question 12"; the whole kind has no key."""
    if not kind:
        return ""
    try:
        name = str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:  # A kind that the product had once.
        name = kind.rpartition(".")[2]
    return f"{name} {key}".strip()
