"""Bring database and collected static files up to date; with `--demo` also load the demo area.

One process for all of it, because starting Django costs a second each time.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dco_portal.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.management import call_command  # noqa: E402


def step(title: str, action: Callable[[], object]) -> None:
    """Run one part, with a line before and after (seconds)."""
    print(f"  {title} …", flush=True)
    began = time.monotonic()
    action()
    print(f"  {title}: done in {time.monotonic() - began:.1f} s", flush=True)


def static_fingerprint() -> str:
    """Changes whenever a static file of ours or of a package does."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def collect_static() -> None:
    """Copy, compress and fingerprint the static files unless nothing changed."""
    fingerprint, stamp = static_fingerprint(), Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def main() -> int:
    """Exit code 0; an error ends with Django's own message."""
    django.setup()
    step("Bringing the database up to date", lambda: call_command("migrate", verbosity=0))
    step("Collecting styles and scripts", collect_static)
    if "--demo" in sys.argv[1:]:
        step("Loading the demo area", lambda: call_command("load_demo", verbosity=0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
