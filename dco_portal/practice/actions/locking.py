"""Reading and locking one row within somebody's scope."""

import uuid
from typing import TypeVar

from django.db.models import Model, QuerySet

from dco_portal.common.errors import NotFound

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row], pk: uuid.UUID) -> Row:
    """The row, locked until the end of the transaction. Raises `NotFound`."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row
