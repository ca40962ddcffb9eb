"""The embedded servers: they start, keep data, survive crashes, and never outlive their owner."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from dco_portal import embedded
from tests.environment import DATA, ROOT
from tests.waiting import wait_until


@pytest.fixture
def data() -> Iterator[Path]:
    """A short-lived folder. Not pytest's: another pytest may close that to Postgres's account."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """Postgres's data as its first start leaves it, to be copied: making it takes two seconds each time."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        server = embedded.Postgres(Path(folder) / "postgres", throwaway=True)
        try:
            server.start()
        finally:
            server.stop()
        yield server.data


@pytest.fixture
def used(data: Path, cluster: Path) -> Path:
    """A folder in which the servers have run before."""
    shutil.copytree(cluster, data / "postgres", symlinks=True)
    return data


@pytest.fixture(autouse=True)
def own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests start servers of their own."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


def command(data: Path, *words: str) -> list[str]:
    start = [sys.executable, "-m", "dco_portal.embedded", "--data", str(data), "--throwaway", "--"]
    return [*start, *words]


def query(address: str, sql: str) -> str:
    with psycopg.connect(address, autocommit=True) as connection:
        return str(connection.execute(sql).fetchone()[0])


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def names(family: list[psutil.Process]) -> set[str]:
    """The programs of a family; one that ended meanwhile is left out."""
    found = set()
    for child in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            found.add(child.name())
    return found


def test_data_outlives_the_servers(data: Path) -> None:
    with embedded.servers(data, throwaway=True) as first:
        assert query(first["DATABASE_URL"], "SELECT current_database()") == "portal"
        assert redis.Redis.from_url(first["REDIS_URL"]).ping() is True
        with psycopg.connect(first["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
    with embedded.servers(data, throwaway=True) as second:
        assert query(second["DATABASE_URL"], "SELECT word FROM kept") == "still here"


def test_postgres_sorts_the_same_everywhere_and_opens_no_port(data: Path) -> None:
    with embedded.servers(data, throwaway=True) as addresses:
        address = addresses["DATABASE_URL"]
        locale = "SELECT datlocale FROM pg_database WHERE datname = 'portal'"
        assert query(address, locale) == "C.UTF-8"
        assert query(address, "SHOW listen_addresses") == ""
        assert (data / "postgres").stat().st_mode & 0o077 == 0


def test_redis_wants_its_password(used: Path) -> None:
    with embedded.servers(used, throwaway=True) as addresses:
        port = addresses["REDIS_URL"].rpartition(":")[2].partition("/")[0]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=int(port)).ping()


def test_addresses_from_the_environment_replace_the_servers(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"DATABASE_URL": "postgresql:///elsewhere", "REDIS_URL": "redis://elsewhere/1"}
    for name, address in given.items():
        monkeypatch.setenv(name, address)
    with embedded.servers(data) as addresses:
        assert addresses == given
        assert not (data / "postgres").exists()


def test_a_folder_is_used_by_one_at_a_time(data: Path) -> None:
    with embedded.held(data):
        refused = pytest.raises(embedded.EmbeddedError, match=f"in use by process {os.getpid()}")
        with refused, embedded.held(data):
            pass
    with embedded.held(data):
        assert (data / "embedded.lock").read_text() == str(os.getpid())


def test_the_command_says_in_one_line_that_the_folder_is_in_use(data: Path) -> None:
    with embedded.held(data):
        done = subprocess.run(command(data, "true"), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"{data} is in use by process {os.getpid()}. Stop that one first."
    ]


def test_a_long_path_gets_a_private_socket_folder(data: Path) -> None:
    deep = data / ("long-" * 15) / ("name-" * 8)
    server = embedded.Postgres(deep / "postgres", throwaway=True)
    deep.mkdir(parents=True)
    try:
        address = server.start()
        assert query(address, "SELECT 6 * 7") == "42"
        folder = Path(psycopg.conninfo.conninfo_to_dict(address)["host"])
        assert len(str(folder / ".s.PGSQL.5432")) <= embedded.SOCKET_PATH_LIMIT
        assert folder.stat().st_mode & 0o077 == 0
    finally:
        server.stop()


def test_a_socket_folder_of_somebody_else_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded.tempfile, "gettempdir", lambda: str(data))
    server = embedded.Postgres(data / ("long-" * 20) / "postgres")
    folder = server._socket_folder()
    assert folder.parent == data
    folder.chmod(0o777)
    with pytest.raises(embedded.EmbeddedError, match="belongs to somebody else"):
        server._socket_folder()


@pytest.mark.parametrize("left", ["999999999", "not a number", "ourselves"])
def test_a_pid_file_that_names_no_server_is_removed(used: Path, left: str) -> None:
    file = used / "postgres" / "postmaster.pid"
    pid = str(os.getpid()) if left == "ourselves" else left
    file.write_text(f"{pid}\n{used / 'postgres'}\n1\n5432\n\n\n1 1\nready\n")
    with embedded.servers(used, throwaway=True) as addresses:
        assert query(addresses["DATABASE_URL"], "SELECT 1") == "1"


def test_a_server_that_outlived_its_owner_is_stopped_first(used: Path) -> None:
    orphan = embedded.Postgres(used / "postgres", throwaway=True)
    orphan.start()
    old = orphan.process.pid
    try:
        with embedded.servers(used, throwaway=True) as addresses:
            assert query(addresses["DATABASE_URL"], "SELECT 1") == "1"
            assert orphan.process.wait(5) == 0
            assert int((used / "postgres" / "postmaster.pid").read_text().split()[0]) != old
    finally:
        orphan.stop()


def test_a_half_made_data_folder_is_made_again(data: Path) -> None:
    half = data / "postgres" / "base"
    half.mkdir(parents=True)
    (half.parent / "postgresql.conf").write_text("# killed here")
    with embedded.servers(data, throwaway=True) as addresses:
        assert query(addresses["DATABASE_URL"], "SELECT 1") == "1"


def test_a_server_that_cannot_start_says_why(used: Path) -> None:
    (used / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    refused = pytest.raises(embedded.EmbeddedError, match="no_such_setting")
    with refused, embedded.servers(used, throwaway=True):
        pass


def test_a_missing_package_says_what_to_do() -> None:
    with pytest.raises(embedded.EmbeddedError, match="no_such_package is missing"):
        embedded.packaged("no_such_package")


def test_the_exit_code_is_the_commands_own(used: Path) -> None:
    given = subprocess.run(command(used, "sh", "-c", "exit 7"), cwd=ROOT)
    killed = subprocess.run(command(used, "sh", "-c", "kill -9 $$"), cwd=ROOT)
    assert (given.returncode, killed.returncode) == (7, 128 + signal.SIGKILL)


def test_what_the_command_leaves_running_is_stopped(used: Path) -> None:
    note = used / "pid"
    script = f"setsid sleep 300 & echo $! > {note}; exit 0"
    subprocess.run(command(used, "sh", "-c", script), cwd=ROOT, check=True)
    assert not psutil.pid_exists(int(note.read_text()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_signal_leaves_a_process_behind(used: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(command(used, "sleep", "300"), cwd=ROOT)
    try:
        assert wait_until(lambda: "sleep" in names(descendants(process.pid))), (
            "the command never ran"
        )
        family = descendants(process.pid)
        assert {"postgres", "redis-server"} <= names(family)
        process.send_signal(number)
        process.wait(30)
        gone = wait_until(
            lambda: not any(child.is_running() and child.status() != "zombie" for child in family)
        )
        assert gone, [child for child in family if child.is_running()]
    finally:
        process.kill()
        process.wait()
