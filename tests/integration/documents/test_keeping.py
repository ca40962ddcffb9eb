import os
import uuid

import pytest
from django.db import transaction

from dco_portal.common.clock import now
from dco_portal.documents import actions, keeping, storage

pytestmark = pytest.mark.django_db


def old(sha256: str) -> None:
    moment = now().timestamp() - 3 * 24 * 3600
    os.utime(storage.path_of(sha256), (moment, moment))


@pytest.fixture
def claims(monkeypatch):
    found: list = []
    monkeypatch.setattr(keeping, "_CLAIMS", found)
    return found


def test_a_claimed_file_outlives_the_sweep_and_an_orphan_does_not(private, claims):
    mine, orphan = keeping.keep([b"mine"]).sha256, keeping.keep([b"orphan"]).sha256
    keeping.register(lambda hashes: {mine} & set(hashes))
    old(mine)
    old(orphan)
    assert actions.sweep_orphans() == 1
    assert storage.path_of(mine).exists()
    assert not storage.path_of(orphan).exists()


def test_let_go_deletes_after_commit_unless_another_row_names_it(
    private, claims, django_capture_on_commit_callbacks
):
    kept, gone = keeping.keep([b"a"]).sha256, keeping.keep([b"b"]).sha256
    keeping.register(lambda hashes: {kept} & set(hashes))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        keeping.let_go(kept)
        keeping.let_go(gone)
        keeping.let_go("")
        assert storage.path_of(gone).exists()
    assert storage.path_of(kept).exists()
    assert not storage.path_of(gone).exists()


def test_progress_is_read_while_it_is_written_and_forgotten_after(private):
    key = uuid.uuid4()
    assert keeping.progress(key) == (0, 0)
    keeping.note_progress(key, 500, 5000)
    assert keeping.progress(key) == (500, 5000)
    keeping.clear_progress(key)
    assert keeping.progress(key) == (0, 0)
