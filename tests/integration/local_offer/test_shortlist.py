"""A shortlist in a signed cookie: added, removed, put back, mailed, forged."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.notifications.models import Notification
from local_offer.models import Booklet, Service
from local_offer.views import shortlist
from tests.factories.local_offer import ContactFactory, ServiceFactory

pytestmark = pytest.mark.django_db
LIST = "/local-offer/shortlist/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def service():
    made = ServiceFactory(name="Talking together")
    ContactFactory(service=made, telephone="01905 000 001")
    return made


def add(client, service, **how):
    return client.post(reverse("local_offer:shortlist-add", args=[service.slug]), **how)


def test_added_and_kept_in_the_browser_alone(client, service):
    page = client.get(add(client, service)["Location"]).content.decode()

    assert "Talking together is on your shortlist" in page
    cookie = client.cookies["shortlist"]
    assert service.pk.hex in cookie.value and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "sessionid" not in client.cookies


def test_added_twice_is_there_once(client, service):
    add(client, service)
    add(client, service)

    assert len(client.get(LIST).context["rows"]) == 1


def test_removed_and_put_back(client, service):
    add(client, service)
    url = reverse("local_offer:shortlist-remove", args=[service.slug])
    page = client.get(client.post(url)["Location"]).content.decode()
    assert "no longer on your shortlist" in page and "Put it back" in page

    add(client, service)
    assert len(client.get(LIST).context["rows"]) == 1


def test_the_way_back_to_the_results_is_kept(client, service):
    response = add(client, service, data={"from": "words=talk&need=semh"})

    assert (
        client.get(response["Location"]).context["back"]["href"]
        == "/local-offer/?words=talk&need=semh"
    )


def test_a_cookie_that_was_tampered_with_is_empty(client, service):
    add(client, service)
    client.cookies["shortlist"] = client.cookies["shortlist"].value + "x"

    assert client.get(LIST).context["rows"] == []


def test_an_entry_taken_out_of_the_directory_leaves_the_list(client, service):
    add(client, service)
    Service.objects.filter(pk=service.pk).update(state="hidden")

    assert client.get(LIST).context["rows"] == []
    assert add(client, service).status_code == 404


def test_it_holds_forty(client, service, monkeypatch):
    monkeypatch.setattr(shortlist, "MOST", 1)
    add(client, service)
    response = add(client, ServiceFactory())

    assert "Remove one first" in client.get(response["Location"]).content.decode()
    assert len(client.get(LIST).context["rows"]) == 1


def test_cleared_after_asking(client, service):
    add(client, service)
    url = reverse("local_offer:shortlist-clear")
    assert "It holds 1 service." in client.get(url).content.decode()
    client.post(url)

    assert client.get(LIST).context["rows"] == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_other_sites_cannot_press_its_buttons(client, service, headers):
    assert add(client, service, headers=headers).status_code == 403
    assert "shortlist" not in client.cookies


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]
)
def test_the_portals_own_pages_can(client, service, headers):
    assert add(client, service, headers=headers).status_code == 302


# --- By e-mail ----------------------------------------------------------------------------
def test_mailed_once_and_the_address_is_kept_nowhere(client, service, mailoutbox):
    add(client, service)
    response = client.post(reverse("local_offer:shortlist-email"), {"email": "gran@home.example"})

    assert "Your shortlist was sent" in response.content.decode()
    (mail,) = mailoutbox
    assert mail.to == ["gran@home.example"]
    for words in ("Talking together", "01905 000 001", "/local-offer/services/"):
        assert words in mail.body
    kept = str(list(AuditEvent.objects.values())) + str(list(Notification.objects.values()))
    assert "gran@home.example" not in kept


@pytest.mark.parametrize(
    "email", ["", "nonsense", "a@b@c.example", "x@y.example\nBcc: z@y.example"]
)
def test_an_address_that_is_none_comes_back_with_a_sentence(client, service, mailoutbox, email):
    add(client, service)
    page = client.post(reverse("local_offer:shortlist-email"), {"email": email}).content.decode()

    assert "Enter an email address" in page
    assert not mailoutbox


def test_five_mails_an_hour(client, service, mailoutbox):
    add(client, service)
    for _ in range(6):
        response = client.post(
            reverse("local_offer:shortlist-email"), {"email": "gran@home.example"}
        )
    assert "several emails in a short time" in response.content.decode()
    assert len(mailoutbox) == 5


def test_a_mail_server_that_is_away_is_said(client, service, monkeypatch):
    add(client, service)

    def away(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    page = client.post(
        reverse("local_offer:shortlist-email"), {"email": "gran@home.example"}
    ).content.decode()
    assert "could not be sent now" in page and 'value="gran@home.example"' in page


def test_a_machine_sends_nothing(client, service, mailoutbox):
    add(client, service)
    form = {"email": "gran@home.example", "website": "x"}

    assert "was sent" in client.post(reverse("local_offer:shortlist-email"), form).content.decode()
    assert not mailoutbox


def test_an_empty_list_offers_the_search(client):
    assert "Your shortlist is empty" in client.get(LIST).content.decode()
    assert client.get(reverse("local_offer:shortlist-email"))["Location"] == LIST
    assert client.post(reverse("local_offer:shortlist-pdf"))["Location"] == LIST
    assert not Booklet.objects.exists()


def test_the_page_asks_no_more_of_the_database_for_more_rows(
    client, service, django_assert_max_num_queries
):
    add(client, service)
    for _ in range(8):
        add(client, ServiceFactory())
    with django_assert_max_num_queries(14):
        client.get(LIST)
