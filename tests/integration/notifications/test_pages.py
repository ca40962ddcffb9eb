"""A person's own messages and preferences."""

import pytest

from tests.factories.accounts import person
from tests.factories.notifications import NotificationFactory


@pytest.fixture
def user(client):
    user = person("clinician")
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_list_shows_ones_own_newest_first(client, user):
    NotificationFactory(recipient=user, subject="Older")
    NotificationFactory(recipient=user, subject="Newer")
    NotificationFactory(subject="Somebody else’s")
    text = client.get("/notifications/").content.decode()
    assert text.index("Newer") < text.index("Older")
    assert "Somebody else’s" not in text


@pytest.mark.django_db
def test_reading_is_a_post(client, user):
    first, second = (NotificationFactory(recipient=user) for _ in range(2))
    client.get("/notifications/")
    assert client.get(f"/notifications/{first.pk}/read/").status_code == 405
    client.post(f"/notifications/{first.pk}/read/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.read_at
    assert not second.read_at
    client.post("/notifications/read/")
    second.refresh_from_db()
    assert second.read_at


@pytest.mark.django_db
def test_reading_somebody_elses_changes_nothing(client, user):
    other = NotificationFactory()
    client.post(f"/notifications/{other.pk}/read/")
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"before": "'"}, {"after": "0193e0c0-0000-7000-8000-000000000000"}]
)
def test_list_takes_any_cursor(client, user, query):
    assert client.get("/notifications/", query).status_code == 200


@pytest.mark.django_db
def test_preferences_are_kept(client, user):
    assert "checked" in client.get("/notifications/preferences/").content.decode()
    assert client.post("/notifications/preferences/", {"digest": "daily"}).status_code == 302
    user.refresh_from_db()
    assert user.digest
    response = client.post("/notifications/preferences/", {})
    assert response.status_code == 422
    assert "Choose how often you want e-mails" in response.content.decode()
