"""A worker killed with `kill -9` while it makes a document loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from dco_portal.audit.models import AuditEvent
from dco_portal.documents import actions
from dco_portal.documents.models import Document
from tests.worker import worker_environment

# The file is on disk, the row is not committed yet: the worst moment to be killed.
SCRIPT = """
import sys, time, uuid
import django
django.setup()
from dco_portal.documents import actions, storage
put = storage.put
def stall(chunks):
    kept = put(chunks)
    print("written", flush=True)
    time.sleep(120)
    return kept
storage.put = stall
actions.render(document_id=uuid.UUID(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_render_killed_half_way_is_made_again_as_one_file(
    ask: Callable[..., Document], private: Path, stored_files: Callable[[], list[str]]
):
    document = ask()
    environment = worker_environment(connection.get_connection_params())
    worker = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(document.id)],
        env=environment | {"PRIVATE_ROOT": str(private)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout.readline() == "written\n"
        actions.render(document_id=document.id)  # another worker leaves it alone meanwhile
        document.refresh_from_db()
        assert (document.state, document.attempts) == ("preparing", 0)
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(10) == -signal.SIGKILL
    finally:
        worker.kill()
        worker.stdout.close()

    until = time.monotonic() + 20
    while document.state == "preparing" and time.monotonic() < until:
        actions.render(document_id=document.id)
        document.refresh_from_db()

    assert (document.state, document.attempts) == ("ready", 2)
    assert stored_files() == [document.sha256]
    made = AuditEvent.objects.filter(object_id=document.id, verb="document made")
    assert made.count() == 1
