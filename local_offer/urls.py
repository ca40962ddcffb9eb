"""Addresses of the Local Offer, under /local-offer/."""

from local_offer import urls_families

app_name = "local_offer"
urlpatterns = [*urls_families.urlpatterns]
