import uuid
from collections.abc import Callable

import pytest

from dco_portal.common.errors import NotFound
from dco_portal.documents import presenters, queries
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.states import DocumentState, ScanState
from tests.integration.documents.conftest import OWNER

pytestmark = pytest.mark.django_db


def test_documents_of_a_case_newest_first(ask: Callable[..., Document], owner_id: uuid.UUID):
    first, second = ask(), ask()
    ask(owner_id=uuid.uuid4())
    ask(owner_kind="enquiries.enquiry")

    assert queries.documents_of(owner_kind=OWNER, owner_id=owner_id) == [second, first]


def test_attachments_of_a_case_oldest_first(
    attach: Callable[..., Attachment], owner_id: uuid.UUID, django_assert_num_queries
):
    first, second = attach(), attach()
    attach(owner_id=uuid.uuid4())

    with django_assert_num_queries(1):
        rows = queries.attachments_of(owner_kind=OWNER, owner_id=owner_id)
        assert [row.uploaded_by.name for row in rows] == ["C. Linician"] * 2
    assert rows == [first, second]


@pytest.mark.parametrize("wrong", ["id", "owner", "kind"])
def test_document_of_another_case_is_not_found(
    ask: Callable[..., Document], owner_id: uuid.UUID, wrong: str
):
    document = ask()
    assert queries.document_of(document.id, owner_kind=OWNER, owner_id=owner_id) == document
    with pytest.raises(NotFound):
        queries.document_of(
            uuid.uuid4() if wrong == "id" else document.id,
            owner_kind="other.case" if wrong == "kind" else OWNER,
            owner_id=uuid.uuid4() if wrong == "owner" else owner_id,
        )


@pytest.mark.parametrize("wrong", ["id", "owner", "kind"])
def test_attachment_of_another_case_is_not_found(
    attach: Callable[..., Attachment], owner_id: uuid.UUID, wrong: str
):
    attachment = attach()
    assert queries.attachment_of(attachment.id, owner_kind=OWNER, owner_id=owner_id) == attachment
    with pytest.raises(NotFound):
        queries.attachment_of(
            uuid.uuid4() if wrong == "id" else attachment.id,
            owner_kind="other.case" if wrong == "kind" else OWNER,
            owner_id=uuid.uuid4() if wrong == "owner" else owner_id,
        )


def test_documents_by_id_leaves_out_unknown_ids(ask: Callable[..., Document]):
    document = ask()

    assert queries.documents_by_id([document.id, uuid.uuid4()]) == {document.id: document}


def test_unfinished_counts(
    ask: Callable[..., Document],
    attach: Callable[..., Attachment],
    drain_outbox: Callable,
    settings,
):
    ask(context={"title": ""})
    drain_outbox()
    ask()
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attach()

    assert queries.unfinished() == {"preparing": 1, "failed": 1, "unscanned": 1}


def test_card_offers_only_what_the_state_allows(ask: Callable[..., Document]):
    document = ask()

    def links() -> tuple[str, str, str]:
        card = presenters.card(document, "/get", "/retry", check_again_href="/page")
        return card["url"], card["retry_url"], card["check_url"]

    assert links() == ("", "", "/page")
    document.state = DocumentState.READY
    assert links() == ("/get", "", "")
    document.state = DocumentState.FAILED
    assert links() == ("", "/retry", "")
    assert presenters.card(document, "/get")["state_label"] == "Could not be prepared"


@pytest.mark.parametrize(
    ("state", "held"),
    [
        (ScanState.WAITING, True),
        (ScanState.INFECTED, True),
        (ScanState.CLEAN, False),
        (ScanState.NOT_SCANNED, False),
    ],
)
def test_file_row_links_only_what_may_be_opened(
    attach: Callable[..., Attachment], state: ScanState, held: bool
):
    attachment = attach()
    attachment.scan_state = state
    row = presenters.file_row(attachment, "/get")

    assert (row["url"], row["held_back"]) == ("" if held else "/get", held)
    assert row["state"] == state.label
    assert row["who"] == "C. Linician"
