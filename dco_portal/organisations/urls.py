"""Addresses of organisations. Those with a word of their own come before the slug."""

from django.urls import path

from dco_portal.organisations import views

app_name = "organisations"
urlpatterns = [
    path("local-policy/", views.policy_list, name="policies"),
    path("local-policy/<str:key>/", views.policy_change, name="policy_change"),
    path("service/<uuid:pk>/close/", views.close_service, name="close_service"),
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/close/", views.close, name="close"),
]
