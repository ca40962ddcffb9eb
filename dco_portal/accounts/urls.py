"""Addresses of people and access; allauth's own pages come after these in `dco_portal.urls`."""

from django.urls import path

from dco_portal.accounts.views import joining, people, profile, rota

app_name = "accounts"
urlpatterns = [
    path("people/", people.listing, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<uuid:pk>/resend/", people.resend, name="resend"),
    path("people/invitations/<uuid:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/role/", people.change_role, name="change_role"),
    path("people/<uuid:pk>/end/", people.end, name="end_part"),
    path("people/<uuid:pk>/second-step/", people.reset_second_factor, name="reset_second_factor"),
    path("people/<uuid:pk>/switch-off/", people.switch_off, name="switch_off"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("profile/", profile.profile, name="profile"),
    path("profile/edit/", profile.edit, name="profile_edit"),
    path("profile/calendar/", profile.calendar, name="calendar_reset"),
    path("switch/", profile.switch, name="switch"),
    path("kept/<str:key>/", profile.kept, name="kept"),
    path("rota/", rota.rota, name="rota"),
    path("rota/duty/", rota.add_duty, name="add_duty"),
    path("rota/duty/<uuid:pk>/end/", rota.end_duty, name="end_duty"),
    path("rota/cover/", rota.add_cover, name="add_cover"),
    path("rota/cover/<uuid:pk>/end/", rota.end_cover, name="end_cover"),
]
