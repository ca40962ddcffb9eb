"""`make check`: everything that can be judged without running the portal.

Each check is one line with its time; a failed one prints what its tool said. Two run at a time.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SHIPPED = [name for name in PYPROJECT["tool"]["importlinter"]["root_packages"] if name != "tests"]
# A server that is not there: these checks must not depend on one.
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "".join(chr(97 + n * 7 % 26) + str(n % 10) for n in range(40)),
    "PORTAL_BASE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgresql://nobody@/none?host=/nonexistent",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DJANGO_SETTINGS_MODULE": "dco_portal.settings",
}


@dataclass(frozen=True)
class Check:
    """A tool to run, which must exit with 0."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the virtual environment."""
    return [str(BIN / name), *arguments]


CHECKS = [
    Check(
        "types",
        tool("mypy", "--num-workers", "2", "--no-error-summary", *SHIPPED, "scripts"),
        PRODUCTION,
    ),
    Check("style", tool("ruff", "check", ".")),
    Check("format", tool("ruff", "format", "--check", ".")),
    Check("import layers", tool("lint-imports", "--no-cache")),
    Check("templates", tool("djlint", "--lint", "--quiet", "templates")),
    Check(
        "migrations match the models",
        [sys.executable, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
        PRODUCTION,
    ),
    Check(
        "settings for production",
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    Check(
        "docker-compose.yml",
        tool("check-jsonschema", "--builtin-schema", "compose-spec", "docker-compose.yml"),
    ),
    Check("portal.js", tool("node", "--check", "static/portal.js")),
    Check("packages fit together", [sys.executable, "-m", "pip", "check"]),
    Check("committed text", [sys.executable, str(ROOT / "scripts" / "check_text.py")]),
]


def run(check: Check) -> tuple[Check, int, str, float]:
    """The exit code, what the tool said, and seconds taken."""
    began = time.monotonic()
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, "PATH": path, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return check, done.returncode, done.stdout, time.monotonic() - began


def main() -> int:
    """Exit code 0 when every check passes, else 1. Arguments choose checks by part of a title."""
    wanted = [c for c in CHECKS if all(re.search(word, c.title) for word in sys.argv[1:])]
    failed = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for done in concurrent.futures.as_completed([pool.submit(run, c) for c in wanted]):
            check, code, said, seconds = done.result()
            print(f"  {'ok    ' if code == 0 else 'FAILED'} {check.title} ({seconds:.1f} s)")
            if code:
                failed.append(check.title)
                print(said.rstrip(), flush=True)
    print(f"make check: {len(wanted) - len(failed)} passed, {len(failed)} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
