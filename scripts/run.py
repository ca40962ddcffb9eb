"""`make run`: servers, database, demo area, then web, worker and beat until Ctrl-C.

Everything started here ends with this process, however it ends.
"""

import contextlib
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dco_portal import embedded  # noqa: E402

LOCAL = ROOT / ".local"
BIN = Path(sys.executable).parent
READY_SECONDS = 120
PEOPLE = (
    ("dco", "designated clinical officer"),
    ("coordinator", "DCO coordinator"),
    ("provider", "provider lead"),
    ("clinician", "clinician"),
    ("clinician2", "clinician of a second service"),
    ("la", "local authority SEND officer"),
    ("editor", "Local Offer editor"),
    ("school", "SENCO"),
    ("notifier", "under-5s notifier"),
    ("listing", "listing owner"),
    ("manager", "improvement manager"),
    ("lead", "action lead"),
    ("approver", "plan approver"),
    ("board", "board member"),
    ("commissioner", "ICB commissioner"),
    ("forum", "parent carer forum member"),
    ("ig", "information governance lead"),
    ("admin", "portal administrator"),
)


class Stop(BaseException):
    """A signal asked us to stop; the value is the exit code."""


def stop_on_signals() -> None:
    """Turn Ctrl-C, `kill`, a closed terminal and the death of make into one `Stop`."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stop(0 if number == signal.SIGINT else 128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    embedded.prctl(embedded.PR_SET_PDEATHSIG, signal.SIGTERM)
    embedded.prctl(embedded.PR_SET_CHILD_SUBREAPER, 1)


def catches_interrupt(pid: int) -> bool:
    """Whether a process has its own handler for SIGINT."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        mask = next(line for line in lines if line.startswith("SigCgt:")).split()[1]
        return bool(int(mask, 16) & 1 << (signal.SIGINT - 1))
    return False


def secret_key() -> str:
    """This machine's signing key, made once."""
    file = LOCAL / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text().strip()


def write_environment(addresses: Mapping[str, str], port: int) -> dict[str, str]:
    """The portal's settings on this machine, also for `manage.py` in another terminal."""
    chosen = {
        "PORTAL_ENV": os.environ.get("PORTAL_ENV") or "demo",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(),
        "PORTAL_BASE_URL": os.environ.get("PORTAL_BASE_URL") or f"http://127.0.0.1:{port}",
        "EMAIL_URL": os.environ.get("EMAIL_URL") or f"file://{LOCAL / 'mail'}",
        **addresses,
    }
    file = LOCAL / "portal.env"
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in chosen.items()))
    return chosen


def refuse_taken_port(port: int) -> None:
    """Errors: `EmbeddedError` when somebody already listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            message = f"Port {port} is in use. Choose another: make run PORT={port + 1}"
            raise embedded.EmbeddedError(message) from None


def start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A child apart from the terminal's Ctrl-C: we pass the word on ourselves."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
        preexec_fn=embedded.dies_with_parent(signal.SIGTERM),
    )


def prepare(environment: Mapping[str, str]) -> None:
    """Tables, collected styles and, on the first start, the demo area."""
    known = hashlib.sha256(environment["DATABASE_URL"].encode()).hexdigest()
    stamp = LOCAL / "demo-loaded"
    wanted = environment["PORTAL_ENV"] == "demo"
    first = wanted and not (stamp.exists() and known in stamp.read_text())
    arguments = ["--demo"] if first else []
    process = start([sys.executable, str(ROOT / "scripts" / "prepare.py"), *arguments], environment)
    if process.wait():
        raise embedded.EmbeddedError("The database could not be prepared; the reason is above.")
    if first:
        with stamp.open("a") as file:
            file.write(known + "\n")


def answers(url: str) -> bool:
    """Whether the portal serves pages yet."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def supervise(environment: Mapping[str, str], port: int, began: float) -> int:
    """Run the Procfile; says when the portal is ready; returns when a part of it has ended."""
    honcho = start(
        [str(BIN / "honcho"), "--env", os.devnull, "--procfile", "Procfile", "start"], environment
    )
    make, told = os.getppid(), False
    make_listens = catches_interrupt(make)
    try:
        while honcho.poll() is None:
            if not told and answers(f"http://127.0.0.1:{port}/health/live"):
                welcome(environment, port, time.monotonic() - began)
                told = True
            if not told and time.monotonic() - began > READY_SECONDS + 600:
                raise embedded.EmbeddedError("The portal did not start serving pages.")
            if make_listens and not catches_interrupt(make):
                # make alone was interrupted, waits for us and will not pass it on.
                raise Stop(0)
            time.sleep(0.2 if not told else 1)
    finally:
        embedded.stop_process(honcho, signal.SIGTERM)
    print("A part of the portal ended, so all of it stopped; the reason is above.")
    return 1


def welcome(environment: Mapping[str, str], port: int, seconds: float) -> None:
    """What a person at the terminal needs to begin."""
    print(f"\nThe portal is ready ({seconds:.0f} s):  http://127.0.0.1:{port}/")
    if environment["PORTAL_ENV"] == "demo":
        print("\nDemo sign-ins, all with the password  Demo-portal-2026!")
        for name, role in PEOPLE:
            print(f"  {name + '@demo.example':28}{role}")
        print("  The same names at bsw.example belong to the other demo area.")
    if environment["EMAIL_URL"].startswith("file://"):
        print(f"\nMails are written to {environment['EMAIL_URL'].removeprefix('file://')}")
    print("Ctrl-C stops everything; the data stays for the next start.\n", flush=True)


def main() -> int:
    """Exit code 0 after Ctrl-C, 1 with one line when the portal could not run."""
    began = time.monotonic()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    port = int(os.environ.get("PORT") or 8000)
    LOCAL.mkdir(exist_ok=True)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    stop_on_signals()
    try:
        with embedded.servers(LOCAL) as addresses:
            before = {child.pid for child in embedded.psutil.Process().children()}
            try:
                refuse_taken_port(port)
                print(f"  Servers: ready in {time.monotonic() - began:.1f} s")
                environment = write_environment(addresses, port)
                environment["PORTAL_BIND"] = f"127.0.0.1:{port}"
                environment["PYTHONWARNINGS"] = "ignore:You're running the worker"
                prepare(environment)
                return supervise(environment, port, began)
            finally:
                embedded.stop_descendants(but_not=tuple(before))
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    except Stop as stop:
        print("Stopped.")
        return int(str(stop))


if __name__ == "__main__":
    sys.exit(main())
