"""Public pages and error pages: plain, reachable, and standing when everything else is gone."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings

PLAIN = ["403_csrf.html", "429.html", "500.html", "503.html"]


@pytest.mark.parametrize("at", ["/", "/accessibility/", "/privacy/", "/cookies/"])
def test_a_public_page_opens_without_the_database(client: Client, at: str):
    # No `django_db` mark: a query would fail this test.
    response = client.get(at)
    assert response.status_code == 200
    assert "<h1" in response.text
    assert response.text.count("<main") == 1


@pytest.mark.parametrize("at", ["/", "/accessibility/", "/privacy/", "/cookies/", "/design/"])
def test_a_public_page_is_only_read(client: Client, at: str):
    assert client.post(at).status_code == 405


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_error_page_needs_no_request(name: str):
    html = render_to_string(name)
    assert html.count("<h1") == 1
    assert '<html lang="en-GB"' in html
    assert 'href="/"' in html
    assert "<script" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "404.html", "409.html", "410.html"])
def test_an_error_page_says_what_it_was_told(name: str, rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.post("/ehc-advice/")
    request.user = AnonymousUser()
    html = render_to_string(
        name, {"message": "Asha Example sent it at 10:42am <b>."}, request=request
    )
    assert "Asha Example sent it at 10:42am &lt;b&gt;." in html
    assert html.count("<h1") == 1


def test_an_unknown_address_is_told_kindly(client: Client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Page not found" in response.text


def test_the_gallery_is_not_there_in_production(client: Client):
    with override_settings(PORTAL_ENV="production"):
        assert client.get("/design/").status_code == 404
    assert client.get("/design/").status_code == 200


@pytest.mark.django_db
def test_staying_signed_in_is_for_those_who_are(client: Client):
    from tests.factories.accounts import person

    assert client.get("/stay-signed-in/").status_code == 302
    client.force_login(person("dco"))
    response = client.get("/stay-signed-in/")
    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("at", ["/", "/design/", "/accounts/login/"])
def test_nothing_inline_is_served(client: Client, at: str, db):
    html = client.get(at).text
    assert " style=" not in html
    assert " onclick=" not in html
    for part in html.split("<script")[1:]:
        head, _, rest = part.partition(">")
        assert "src=" in head or 'type="application/json"' in head
        if "src=" in head:
            assert rest.startswith("</script>")
