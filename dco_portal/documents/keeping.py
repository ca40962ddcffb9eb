"""Private files of other features, which are neither a document nor an attachment: under their SHA-256 all the same.

A feature keeps a file in the transaction that names it in a row of its own, and says in its
`AppConfig.ready` which hashes its rows name, so that the sweep of orphans leaves those alone:

    keeping.register(lambda hashes: set(Row.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)))
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

from django.db import connection, transaction

from dco_portal.documents import queries, storage
from dco_portal.documents.storage import Stored

Claim = Callable[[Sequence[str]], set[str]]
FILES_LOCK = 7_310_044_522_170_301  # any number: the advisory lock between writers and the sweep
PROGRESS = "progress"
_CLAIMS: list[Claim] = []


def register(claim: Claim) -> None:
    """Say which of some hashes a feature's rows name."""
    _CLAIMS.append(claim)


def claimed(hashes: Sequence[str]) -> set[str]:
    """Which of these SHA-256 some document, upload or row of a feature names."""
    found = queries.stored(hashes)
    for claim in _CLAIMS:
        found |= claim(hashes)
    return found


def hold() -> None:
    """Keep the sweep away until this transaction ends: its file may not have a row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FILES_LOCK])


def keep(chunks: Iterable[bytes]) -> Stored:
    """Keep these bytes; the row that names them commits with this transaction. Scan them yourself."""
    hold()
    return storage.put(chunks)


def let_go(sha256: str) -> None:
    """Delete a file as soon as this transaction commits, unless a row then still names it."""
    if sha256:
        transaction.on_commit(partial(_remove, sha256), robust=True)


def _remove(sha256: str) -> None:
    if not claimed([sha256]):
        storage.path_of(sha256).unlink(missing_ok=True)


def note_progress(key: uuid.UUID, done: int, total: int = 0) -> None:
    """Write how far a long task is, where a page can read it while the task's transaction is open."""
    folder = storage.root() / PROGRESS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / str(key)).write_text(f"{done} {total}", encoding="ascii")


def progress(key: uuid.UUID) -> tuple[int, int]:
    """What was noted: done and total, 0 where nothing is known."""
    with suppress(OSError, ValueError):
        done, total = (storage.root() / PROGRESS / str(key)).read_text(encoding="ascii").split()
        return int(done), int(total)
    return 0, 0


def clear_progress(key: uuid.UUID) -> None:
    """Forget the progress of a task that has ended."""
    (storage.root() / PROGRESS / str(key)).unlink(missing_ok=True)
