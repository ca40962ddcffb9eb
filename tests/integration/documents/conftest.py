import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dco_portal.accounts.models import User
from dco_portal.documents import actions
from dco_portal.documents.models import Attachment, Document
from tests.unit.documents import samples

OWNER = "ehcp.request"


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("clinician@example.org", name="C. Linician")


@pytest.fixture(autouse=True)
def private(settings, tmp_path: Path) -> Path:
    """A private folder of this test's own."""
    folder = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(folder)}},
    }
    return folder


@pytest.fixture
def owner_id() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def ask(person: User, owner_id: uuid.UUID) -> Callable[..., Document]:
    """Asks for a small document."""

    def make(**changes: Any) -> Document:
        values = {
            "by": person,
            "kind": "ehcp.pack",
            "title": "Health advice",
            "filename": "health-advice.pdf",
            "template": "pdf/base.html",
            "context": {"reference": "EHC-2026-000123"},
            "owner_kind": OWNER,
            "owner_id": owner_id,
            "child_id": uuid.uuid4(),
        }
        return actions.create(**(values | changes))

    return make


@pytest.fixture
def attach(person: User, owner_id: uuid.UUID) -> Callable[..., Attachment]:
    """Uploads a small PDF."""

    def make(name: str = "report.pdf", data: bytes = b"", **changes: Any) -> Attachment:
        values = {
            "by": person,
            "upload": SimpleUploadedFile(name, data or samples.pdf()),
            "owner_kind": OWNER,
            "owner_id": owner_id,
            "child_id": uuid.uuid4(),
        }
        return actions.attach(**(values | changes))

    return make


@pytest.fixture
def stored_files(private: Path) -> Callable[[], list[str]]:
    """The private files there are, by name."""
    return lambda: sorted(path.name for path in private.rglob("*") if path.is_file())
