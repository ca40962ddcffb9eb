import datetime as dt
import hashlib
import os
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage

from dco_portal.documents import storage
from dco_portal.documents.errors import DamagedFile


@pytest.fixture(autouse=True)
def private(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(folder)}},
    }
    return folder


def all_files(private: Path) -> list[str]:
    return sorted(str(path.relative_to(private)) for path in private.rglob("*") if path.is_file())


def test_put_keeps_the_bytes_under_their_hash(private: Path):
    digest = hashlib.sha256(b"one two").hexdigest()

    assert storage.put([b"one ", b"two"]) == (digest, 7)
    assert all_files(private) == [f"{digest[:2]}/{digest}"]
    with storage.open_checked(digest) as file:
        assert file.read() == b"one two"


def test_put_is_readable_by_the_portal_alone(private: Path):
    kept = storage.put([b"x"])

    assert storage.path_of(kept.sha256).stat().st_mode & 0o077 == 0


def test_put_twice_is_one_file(private: Path):
    assert storage.put([b"same"]) == storage.put([b"sa", b"me"])
    assert len(all_files(private)) == 1


def test_put_half_way_leaves_nothing(private: Path):
    def chunks():
        yield b"half"
        raise OSError("the browser went away")

    with pytest.raises(OSError, match="went away"):
        storage.put(chunks())
    assert all_files(private) == []


def test_put_mends_a_damaged_copy(private: Path):
    kept = storage.put([b"good"])
    storage.path_of(kept.sha256).write_bytes(b"bad")
    storage.put([b"good"])

    with storage.open_checked(kept.sha256) as file:
        assert file.read() == b"good"


def test_open_checked_refuses_changed_bytes():
    kept = storage.put([b"good"])
    storage.path_of(kept.sha256).write_bytes(b"gooD")

    with pytest.raises(DamagedFile, match="changed"):
        storage.open_checked(kept.sha256)


def test_open_checked_refuses_a_missing_file():
    with pytest.raises(DamagedFile, match="missing"):
        storage.open_checked("0" * 64)


def test_sweep_removes_only_old_unwanted_files(private: Path):
    now = dt.datetime.now(dt.UTC)
    wanted, unwanted, fresh = (storage.put([text]) for text in (b"wanted", b"unwanted", b"fresh"))
    left = private / storage.INCOMING / "tmpleft"
    left.write_bytes(b"half")
    storage.count_start(key := uuid.uuid4())
    old = (now - dt.timedelta(days=2)).timestamp()
    for path in (
        storage.path_of(wanted.sha256),
        storage.path_of(unwanted.sha256),
        left,
        private / storage.STARTS / str(key),
    ):
        os.utime(path, (old, old))

    gone = storage.sweep(
        lambda hashes: {wanted.sha256} & set(hashes), before=now - dt.timedelta(days=1)
    )

    assert gone == 3
    assert all_files(private) == sorted(f"{k.sha256[:2]}/{k.sha256}" for k in (wanted, fresh))


def test_sweep_of_many_goes_in_batches(private: Path):
    for number in range(7):
        storage.put([str(number).encode()])
    asked: list[int] = []

    def wanted(hashes: list[str]) -> set[str]:
        asked.append(len(hashes))
        return set()

    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    batches = storage._batches
    try:
        storage._batches = lambda paths: batches(paths, 3)
        assert storage.sweep(wanted, before=later) == 7
    finally:
        storage._batches = batches
    assert asked == [3, 3, 1]


def test_starts_are_counted_until_cleared():
    key = uuid.uuid4()

    assert [storage.count_start(key) for _ in range(3)] == [1, 2, 3]
    storage.clear_starts(key)
    assert storage.count_start(key) == 1
    storage.clear_starts(key)
    storage.clear_starts(key)


def test_root_must_be_a_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(storage, "storages", {"private": InMemoryStorage()})

    with pytest.raises(TypeError, match="file system"):
        storage.root()
