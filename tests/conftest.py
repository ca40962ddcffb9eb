"""Fixtures every test may use: the outbox, mails, a real worker, the browser, axe.

The environment was set by `tests/environment.py` before this file is read.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.commands import flush
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from pytest_django.plugin import DjangoDbBlocker

from dco_portal.common.stack import in_one_piece
from tests import tables
from tests.browser import People, axe_report, launched
from tests.environment import DATA, ROOT
from tests.mails import MailFolder
from tests.worker import running_worker

FAILED = pytest.StashKey[bool]()


@in_one_piece
def in_its_own_piece(runner, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Runs a test as pytest does."""
    return runner.pytest_runtest_protocol(item=item, nextitem=nextitem)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Every test runs as the portal's requests do: see `dco_portal/common/stack.py`."""
    return in_its_own_piece(item.config.pluginmanager.get_plugin("runner"), item, nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Notes whether the test itself failed, for what its fixtures do at the end."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def pytest_collection_finish() -> None:
    """Python looks for lost cycles less often, and not among the modules and tests: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/functional drives the browser."""
    for item in items:
        if ROOT / "tests" / "functional" in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """The emptying of tables between tests: see `tests/tables.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", tables.empty)
        # The rows that Django would make anew are not emptied.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def roomy_live_server() -> Iterator[None]:
    """The browser's requests are answered as gunicorn's are."""
    answer = ThreadedWSGIServer.process_request_thread
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadedWSGIServer, "process_request_thread", in_one_piece(answer))
        yield


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables are made from the models: see `tests/tables.py`."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with what migrations alone make."""
    with django_db_blocker.unblock():
        tables.finish()


@pytest.fixture
def drain_outbox() -> Callable[[], int]:
    """Run every task owed, in this process; the number done."""
    from celery import current_app

    from dco_portal.common import outbox

    current_app.loader.import_default_modules()  # as a worker does when it starts
    return outbox.drain


@pytest.fixture
def mail_folder() -> MailFolder:
    """The mails that server processes sent in this test (for this process: `mailoutbox`)."""
    folder = MailFolder(DATA / "mail")
    folder.clear()
    return folder


@pytest.fixture(scope="module")
def worker(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A real Celery worker with its clock, on this test process's database and Redis."""
    with django_db_blocker.unblock():
        parameters = connection.get_connection_params()
    with running_worker(parameters, DATA):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium, once per test process."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def people(browser, live_server, request: pytest.FixtureRequest) -> Iterator[People]:
    """Opens pages as different people, each in a browser context of their own.

    At the end the test fails if a page broke the Content-Security-Policy or raised in a script. A
    test that failed leaves pictures of its last pages in `.local/test/<worker>/screens/`.
    """
    everyone = People(browser, live_server.url, screens=DATA / "screens" / request.node.name)
    yield everyone
    problems = everyone.close(pictures=request.node.stash.get(FAILED, False))
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(people: People):
    """An anonymous visitor's page at desktop width."""
    return people.visitor()


@pytest.fixture
def phone_page(people: People):
    """An anonymous visitor's page at 320 px."""
    return people.visitor(phone=True)


@pytest.fixture
def no_js_page(people: People):
    """An anonymous visitor's page without JavaScript."""
    return people.visitor(scripts=False)


@pytest.fixture(scope="session")
def axe() -> Callable[[object], None]:
    """`axe(page)` fails, naming rule and element, when axe-core finds anything on the page."""

    def check(page) -> None:
        report = axe_report(page)
        assert not report, f"axe on {page.url}:\n" + "\n".join(report)

    return check


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the working tree."""
    return ROOT
