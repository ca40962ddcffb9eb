"""The environment of every test, set before Django reads its settings (`-p` in pyproject.toml).

The servers come from `make test`, `make pytest`, or by hand:
`python -m dco_portal.embedded --data .local/test --throwaway -- python -m pytest tests/unit`.
"""

import os
import re
from pathlib import Path

import pytest

from dco_portal.embedded import free_port

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
# A server process that a browser test starts has folders of its own per xdist worker.
DATA = Path(os.environ.get("TEST_DATA_DIR", ROOT / ".local" / "test")) / WORKER

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    pytest.exit(
        "Tests need their own servers: use make test or make pytest ARGS='…'.", returncode=4
    )

# Each xdist worker has its own Redis database; pytest-django gives each its own Postgres one.
number = int(WORKER.removeprefix("gw")) + 1
os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{number}", os.environ["REDIS_URL"])
# Tables are tiny here, and joining many takes Postgres longer to plan than to do: as written will do.
planning = "options=-c%20join_collapse_limit%3D1"
if "options=" not in os.environ["DATABASE_URL"]:
    joined = "&" if "?" in os.environ["DATABASE_URL"] else "?"
    os.environ["DATABASE_URL"] += joined + planning
os.environ.update(
    DJANGO_SETTINGS_MODULE="dco_portal.settings",
    PORTAL_ENV="test",
    SECRET_KEY="only-for-tests-" + "0123456789abcdef" * 4,
    PORTAL_DATA_DIR=str(DATA),
    PRIVATE_ROOT=str(DATA / "private"),
    EMAIL_URL=f"file://{DATA / 'mail'}",
    CELERY_BEAT_SCHEDULE_FILENAME=str(DATA / "beat-schedule"),
    # pytest-django's database set-up runs inside Playwright's event loop.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    # `make check` has made Django's checks of the models; a worker would at each start.
    CELERY_SKIP_CHECKS="true",
)
for name in ("CLAMD_URL", "STATIC_ROOT", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)

# Mails carry PORTAL_BASE_URL, so the live server's port is chosen before the settings are read.
os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"] = f"127.0.0.1:{free_port()}"
os.environ["PORTAL_BASE_URL"] = "http://" + os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"]
