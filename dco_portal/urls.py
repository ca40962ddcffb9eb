"""Every address of the portal. Feature apps bring their own; ids in addresses are UUIDs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("dco_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("place/", include("dco_portal.pages.place_urls")),
    path("organisation/", include("dco_portal.organisations.urls")),
    path("children/", include("dco_portal.children.urls")),
    path("notifications/", include("dco_portal.notifications.urls")),
    path("ehc-advice/", include("ehcp.urls")),
    path("referrals/", include("referrals.urls")),
    path("enquiries/", include("enquiries.urls")),
    path("local-offer/", include("local_offer.urls")),
    path("", include("local_offer.api.urls")),
    path("guidance/", include("dco_portal.pages.urls")),
    path("practice/", include("dco_portal.practice.urls")),
    path("gaps/", include("dco_portal.gaps.urls")),
    path("", include("inspections.urls")),
    path("reference-data/", admin.site.urls),
    path("deadlines/", include("dco_portal.home.deadlines_page.urls")),
    path("", include("dco_portal.home.urls")),
]
handler400 = "dco_portal.home.errors.bad_request"
handler403 = "dco_portal.home.errors.forbidden"
handler404 = "dco_portal.home.errors.not_found"
handler500 = "dco_portal.home.errors.server_error"
