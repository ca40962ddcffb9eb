"""Private files on disk, each under the SHA-256 of its bytes: `ab/abcdef…`.

Written whole before the row that names it commits: to a temporary name, flushed to disk, then
renamed. A crash leaves at most an orphan, which `sweep` removes when it is a day old. The same
bytes twice are one file.
"""

import contextlib
import datetime as dt
import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.core.files.storage import FileSystemStorage, storages

from dco_portal.documents.errors import DamagedFile

INCOMING, STARTS = "incoming", "starts"
NOT_ADDRESSES = (INCOMING, STARTS, "progress")
BLOCK = 256 * 1024


class Stored(NamedTuple):
    """A file in private storage: lower-case hexadecimal SHA-256 and size in bytes."""

    sha256: str
    size: int


def root() -> Path:
    """The private folder."""
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        raise TypeError('STORAGES["private"] must be a file system storage.')
    return Path(storage.location)


def path_of(sha256: str) -> Path:
    """Where the file with this hash lives, whether or not it is there."""
    return root() / sha256[:2] / sha256


def put(chunks: Iterable[bytes]) -> Stored:
    """Keep these bytes and return their address; a file already there is replaced by its equal."""
    digest, size = hashlib.sha256(), 0
    incoming = _folder(root() / INCOMING)
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest())
        _folder(target.parent)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)
    return Stored(digest.hexdigest(), size)


def open_checked(sha256: str) -> BinaryIO:
    """The file, at its start, after all its bytes were compared with the hash.

    Raises `DamagedFile` when it is missing or differs.
    """
    try:
        file = path_of(sha256).open("rb")
    except OSError as error:
        raise DamagedFile("The file is missing.") from error
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    if digest.hexdigest() != sha256:
        file.close()
        raise DamagedFile("The file's bytes have changed.")
    file.seek(0)
    return file


def sweep(wanted: Callable[[list[str]], set[str]], *, before: dt.datetime) -> int:
    """Remove files last written before this moment that `wanted` does not claim; how many went.

    `wanted` is given hashes and returns those that some row names.
    """
    gone = 0
    for batch in _batches(_older(before)):
        keep = wanted([path.name for path in batch if _is_address(path)])
        for path in batch:
            if path.name not in keep:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def count_start(key: uuid.UUID) -> int:
    """Note on disk that work on `key` starts, and return how often it has.

    Unlike a row, this survives a worker that is killed with its transaction: a document that
    kills every worker that touches it must not be tried for ever.
    """
    with (_folder(root() / STARTS) / str(key)).open("ab") as file:
        file.write(b".")
        return file.tell()


def clear_starts(key: uuid.UUID) -> None:
    """Forget the starts of `key`: its work ended, well or badly."""
    (root() / STARTS / str(key)).unlink(missing_ok=True)


def _older(before: dt.datetime) -> Iterator[Path]:
    limit = before.timestamp()
    for path in root().glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < limit:
                yield path


def _is_address(path: Path) -> bool:
    return path.parent.name not in NOT_ADDRESSES


def _batches(paths: Iterable[Path], size: int = 500) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for path in paths:
        batch.append(path)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
