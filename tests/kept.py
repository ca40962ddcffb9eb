"""Scenes made once a process: the real actions make the rows, and later tests get the same rows back.

Most tests of a case begin with the same hundred statements. What they left in an empty database is kept as
one statement, the scene's objects beside it; each test that asks for the same scene has its own copy of both.
"""

import datetime as dt
import functools
import pickle
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.common.clock import now, today
from dco_portal.organisations.models import LocalPolicy, Organisation, Postcode
from tests import tables

PLAIN = (str, int, float, Decimal, dt.date, dt.timedelta)
# What everything else hangs from.
ROOTS = (Organisation, User, Child, LocalPolicy, Postcode)
P = ParamSpec("P")
R = TypeVar("R")


class Scene(NamedTuple):
    """The rows as SQL, and what the maker returned, pickled."""

    rows: str
    made: bytes


_scenes: dict[tuple, Scene] = {}


def kept(make: Callable[P, R]) -> Callable[P, R]:
    """Decorates what makes a scene in an empty database, the same one for the same arguments."""

    @functools.wraps(make)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        return _scene(make, functools.partial(make, *args, **kwargs), args, kwargs)

    return again


class Kept(type):
    """Metaclass of a class whose instances are kept scenes."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return _scene(cls, functools.partial(super().__call__, *args, **kwargs), args, kwargs)


def _scene(maker: object, make: Callable[[], R], args: tuple, kwargs: dict[str, Any]) -> R:
    """What `make` makes: for the first time by calling it, then as it was left."""
    possible = connection.in_atomic_block and plain(*args, *kwargs.values())
    if not possible or clock_is_turned() or begun():
        return make()
    key = (maker, args, *sorted(kwargs.items()), today())
    if key not in _scenes:
        every = tables.names(connection)
        if tables.filled(connection, every):
            return make()
        made = make()
        rows = inserts(tables.filled(connection, every))
        _scenes[key] = Scene("; ".join(rows), pickle.dumps(made))
        return made
    with connection.cursor() as cursor:
        # As a restored copy: what triggers and keys ask was asked of these rows when they were made.
        cursor.execute(
            "SET LOCAL session_replication_role = replica; "
            + _scenes[key].rows
            + "; SET LOCAL session_replication_role = origin"
        )
    return pickle.loads(_scenes[key].made)  # our own bytes


def plain(*given: object) -> bool:
    """Whether the arguments are values, which say the same in every test."""
    return all(value is None or isinstance(value, PLAIN) for value in given)


def clock_is_turned() -> bool:
    """Whether the test lives in another moment."""
    return abs(now() - dt.datetime.fromtimestamp(time.time(), dt.UTC)) > dt.timedelta(seconds=5)


def begun() -> bool:
    """Whether the test has made something already, to which the scene would come; little is made without these."""
    anything = " OR ".join(f"EXISTS (SELECT 1 FROM {model._meta.db_table})" for model in ROOTS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {anything}")
        return cursor.fetchone()[0]


def inserts(names: Iterable[str]) -> Iterable[str]:
    """One INSERT a table, with every row it holds now; generated columns make themselves."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [name],
            )
            columns = [column for (column,) in cursor.fetchall()]
            values = ", ".join(f"quote_nullable({column}::text)" for column in columns)
            cursor.execute(f"SELECT concat_ws(', ', {values}) FROM {name}")
            rows = ", ".join(f"({row})" for (row,) in cursor.fetchall())
            yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES {rows}"
