"""Django admin: reference data only. Nothing about a child or a user stands here, nothing is deleted."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from dco_portal import audit
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    Place,
    Postcode,
    ProviderService,
)

admin.site.site_header = admin.site.site_title = "SEND health portal: reference data"
# The portal's own sign-in, with its limits and second factor, is the only way in.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data: staff may add and change; each change is audited; nothing is deleted."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_staff

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            "organisations.reference_changed" if change else "organisations.reference_added",
            by=request.user,
            kind=obj._meta.label_lower,
            key=obj.pk,
            fields=", ".join(form.changed_data),
        )


class AreaLinkInline(admin.TabularInline):
    """The ICBs in whose area an authority lies."""

    model = AreaLink
    fk_name = "local_authority"
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    """Organisations."""

    list_display = ("name", "kind", "ods_code", "urn", "gss_code", "closed_on")
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "ods_code", "urn", "gss_code")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("local_authority", "successor")
    inlines = (AreaLinkInline,)


@admin.register(ProviderService)
class ProviderServiceAdmin(ReferenceAdmin):
    """Services of providers."""

    list_display = ("name", "provider", "kind", "closed_on")
    list_filter = ("kind",)
    search_fields = ("name", "provider__name")
    autocomplete_fields = ("provider", "areas")


@admin.register(Place)
class PlaceAdmin(ReferenceAdmin):
    """Places of the DCO teams."""

    list_display = ("name", "icb", "local_authority")
    autocomplete_fields = ("icb", "local_authority")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Postcode)
class PostcodeAdmin(ReferenceAdmin):
    """Postcodes."""

    list_display = ("postcode", "local_authority_gss", "icb_ods")
    search_fields = ("postcode",)
