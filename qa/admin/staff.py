"""Logins of staff: a manager adds people and puts them into groups, and can do no more."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from qa.desk import DeskAdmin
from qa.login.sessions import end_sessions
from qa.plain_words import say_plainly

GROUPS = ["therapist", "reviewer", "manager"]


def asker_right() -> Permission:
    return Permission.objects.get(content_type__app_label="qa", codename="view_asker")


class StaffForm(UserChangeForm):
    """A login, its groups, and the one right that is given person by person."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.filter(name__in=GROUPS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What this person may do.",
    )
    sees_asker = forms.BooleanField(
        label="May see who asked",
        required=False,
        help_text="Name and e-mail address of askers. Managers see them anyway.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = "Nobody can read it; give a new one if it is lost."
        say_plainly(self.fields)
        # Django takes these in from a page that does not show them, too.
        for name in {"groups", "sees_asker"}.difference(self._meta.fields or ()):
            self.fields.pop(name, None)
        if self.instance.pk and "sees_asker" in self.fields:
            rights = self.instance.user_permissions
            self.fields["sees_asker"].initial = rights.filter(pk=asker_right().pk).exists()

    def _save_m2m(self):
        super()._save_m2m()
        if "sees_asker" in self.cleaned_data:
            rights = self.instance.user_permissions
            change = rights.add if self.cleaned_data["sees_asker"] else rights.remove
            change(asker_right())


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; that there is none is no choice: nobody could log in again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        say_plainly(self.fields)
        for field in self.fields.values():
            field.required = True


class NewStaffForm(UserCreationForm):
    """A new login, which is for staff: nobody else logs in here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_plainly(self.fields)

    def save(self, commit=True):
        self.instance.is_staff = True
        return super().save(commit)


# Nobody logs in by mail, and nobody needs to see the secret of a second factor.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(DeskAdmin, UserAdmin):
    """Nobody gives a right here that they lack, or changes what they may do themselves."""

    steps = {"end_sessions": "auth.change_user"}
    form = StaffForm
    add_form = NewStaffForm
    change_password_form = NewPasswordForm
    actions = None
    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        ("Password", {"fields": ["password1", "password2"]}),
    ]

    def lookup_allowed(self, lookup, value, request=None):
        """Filter by what the page offers: never by the password of whoever is in a group."""
        return lookup in {"is_active__exact", "groups__id__exact"}

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return self.add_fieldsets
        fieldsets = [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ]
        if obj != request.user or request.user.is_superuser:
            fieldsets.append(("Rights", {"fields": self._rights(request)}))
        return [*fieldsets, ("Dates", {"fields": ["last_login", "date_joined"]})]

    def _rights(self, request) -> list[str]:
        rights = ["is_active", "groups"]
        return [*rights, "sees_asker"] if request.user.has_perm("qa.view_asker") else rights

    def has_change_permission(self, request, obj=None):
        """Whoever can change a superuser's password can do everything."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def end_sessions(self, request, user):
        """Log somebody out everywhere, such as from a tablet that was lost."""
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        end_sessions(user, but=request.session.session_key)
        self.log_change(request, user, "Logged out everywhere.")
        self.message_user(request, f"{user} is logged out everywhere.", messages.SUCCESS)
        return redirect("admin:auth_user_change", user.pk)


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin):
    """The groups are made by a migration and are here to be read."""

    fields = ["name"]
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
