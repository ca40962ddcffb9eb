"""One world for all tests of a process: made once, inside a transaction that is never committed."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.integration.access.thrift import thrifty_visits
from tests.integration.access.visiting import Visitor
from tests.integration.access.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two areas with all their people and cases. Tests may read it, and change it through `visit` alone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def drawn() -> set[tuple]:
    """The pages that some visit has drawn."""
    return set()


@pytest.fixture
def visit(world: World, drawn: set[tuple]) -> Iterator[Visitor]:
    """Opens pages as anybody; what they change is undone after each page."""
    with transaction.atomic(), thrifty_visits(drawn):
        yield Visitor(world)
        transaction.set_rollback(True)
