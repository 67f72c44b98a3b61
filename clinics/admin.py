"""Who we are, kept by managers."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import redirect

from .models import Clinic, OpeningHours, Organization, OrganizationLink, Therapist
from .pictures import PictureField
from .widgets import PictureInput


class ClinicsAdmin(admin.ModelAdmin):
    """People and places are not deleted: they are unticked."""

    actions = None
    formfield_overrides = {
        PictureField: {"widget": PictureInput},
        models.URLField: {"assume_scheme": "https"},
    }

    def has_delete_permission(self, request, obj=None):
        return False


class OrganizationLinkInline(admin.StackedInline):
    model = OrganizationLink
    extra = 1


@admin.register(Organization)
class OrganizationAdmin(ClinicsAdmin):
    """There is one organization, so its list is its page."""

    inlines = [OrganizationLinkInline]

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:clinics_organization_change", Organization.objects.get().pk)


class SluggedAdmin(ClinicsAdmin):
    """A page whose address is made from its name and stays as it is: people know it."""

    slug_from = "name"

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": [self.slug_from]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []


class OpeningHoursInline(admin.StackedInline):
    model = OpeningHours
    extra = 1


@admin.register(Clinic)
class ClinicAdmin(SluggedAdmin):
    list_display = ["name", "city", "phone", "is_open"]
    list_filter = ["is_open"]
    search_fields = ["name", "city"]
    inlines = [OpeningHoursInline]


@admin.register(Therapist)
class TherapistAdmin(SluggedAdmin):
    slug_from = "display_name"
    list_display = ["display_name", "credentials", "clinic", "license_expires_on", "is_active"]
    list_filter = ["is_active", "clinic"]
    list_select_related = ["clinic"]
    search_fields = ["display_name"]
