"""A real Celery worker process for browser tests."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from celery import current_app
from psycopg.conninfo import make_conninfo

START_SECONDS = 120
CONNECTION_PARTS = ("host", "port", "user", "password", "dbname")


def worker_environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    """This process's environment with the test database (Django's connection parameters)."""
    parts = {key: parameters[key] for key in CONNECTION_PARTS if parameters.get(key)}
    return os.environ | {"DATABASE_URL": make_conninfo(**parts)}


@contextlib.contextmanager
def running_worker(
    parameters: Mapping[str, Any], data: Path, *arguments: str, beat: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is ready to take tasks; killed, with its children, at the end.

    It holds nothing that has to be put away, and takes seconds to leave when asked. The yielded
    process leads its own process group, so a test may `os.killpg` it.
    """
    data.mkdir(parents=True, exist_ok=True)
    log = data / "worker.log"
    command = [sys.executable, "-m", "celery", "--app", "dco_portal", "worker"]
    command += ["--loglevel", "INFO", "--concurrency", "1", "--without-mingle", "--without-gossip"]
    name = f"test-{os.getpid()}-{time.monotonic_ns()}@local"
    command += ["--hostname", name, *arguments]
    if beat:
        command += ["--beat", "--schedule", str(data / f"beat-{time.monotonic_ns()}")]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=worker_environment(parameters),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, name, log)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], name: str, log: Path) -> None:
    """Wait until the worker answers a ping through the broker. Errors: `AssertionError`."""
    until = time.monotonic() + START_SECONDS
    while not current_app.control.ping(destination=[name], timeout=0.5):
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(
                f"The Celery worker did not start:\n{log.read_text(errors='replace')[-3000:]}"
            )
