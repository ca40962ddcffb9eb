"""Addresses of guidance pages, the glossary and publications, under /guidance/. Pages' own words come last."""

from django.urls import path

from dco_portal.pages.views import desk, library, public

app_name = "pages"
DESK, ROW = "desk/<uuid:pk>/", "desk/publications/<uuid:pk>/"
urlpatterns = [
    path("", public.index, name="index"),
    path("glossary/", public.glossary, name="glossary"),
    path("who-is-my-dco/", public.who, name="who"),
    path("publications/", public.publications, name="publications"),
    path("publications/<uuid:pk>/", public.publication_file, name="publication_file"),
    path("leaflet/<slug:slug>/", public.leaflet, name="leaflet"),
    path("place/<slug:place>/<slug:slug>/", public.page, name="place_page"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.new, name="desk_new"),
    path("desk/leaflets/", desk.leaflet_list, name="desk_leaflets"),
    path("desk/leaflets/<uuid:pk>/", desk.leaflet_make, name="leaflet_make"),
    path("desk/leaflets/<uuid:pk>/<uuid:document>/", desk.leaflet_file, name="desk_leaflet"),
    path("desk/publications/", library.library, name="library"),
    path("desk/publications/new/", library.new, name="publication_new"),
    path(ROW, library.publication, name="desk_publication"),
    path(f"{ROW}change/", library.change, name="publication_change"),
    path(f"{ROW}file/", library.file_new, name="publication_file_new"),
    path(f"{ROW}file/<uuid:version>/", library.file, name="desk_publication_file"),
    path(f"{ROW}publish/", library.publish, name="publication_publish"),
    path(f"{ROW}discard/", library.discard, name="publication_discard"),
    path(f"{ROW}review/", library.review, name="publication_review"),
    path(f"{ROW}withdraw/", library.withdraw, name="publication_withdraw"),
    path(f"{ROW}restore/", library.restore, name="publication_restore"),
    path(DESK, desk.desk_page, name="desk_page"),
    path(f"{DESK}edit/", desk.edit, name="desk_edit"),
    path(f"{DESK}submit/", desk.submit, name="desk_submit"),
    path(f"{DESK}approve/", desk.approve, name="desk_approve"),
    path(f"{DESK}send-back/", desk.send_back, name="desk_send_back"),
    path(f"{DESK}discard/", desk.discard, name="desk_discard"),
    path(f"{DESK}review/", desk.review, name="desk_review"),
    path(f"{DESK}withdraw/", desk.withdraw, name="desk_withdraw"),
    path(f"{DESK}restore/", desk.restore, name="desk_restore"),
    path(f"{DESK}versions/<int:number>/", desk.version, name="desk_version"),
    path(f"{DESK}versions/<int:number>/reuse/", desk.reuse, name="desk_reuse"),
    path("<slug:slug>/", public.page, name="page"),
]
