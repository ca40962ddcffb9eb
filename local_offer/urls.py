"""Addresses of the Local Offer, under /local-offer/."""

from local_offer import urls_desk, urls_families, urls_harvest

app_name = "local_offer"
urlpatterns = [*urls_families.urlpatterns, *urls_desk.urlpatterns, *urls_harvest.urlpatterns]
