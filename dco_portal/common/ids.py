"""Identifiers: time-ordered UUIDs, so that primary keys also serve keyset paging."""

import uuid

from uuid6 import uuid7


def new_id() -> uuid.UUID:
    """A fresh version 7 UUID."""
    return uuid.UUID(int=uuid7().int)
