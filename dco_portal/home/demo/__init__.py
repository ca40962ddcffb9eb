"""The demo area: two real areas' public bodies with invented people and children.

Loading is idempotent: what is there already is left as people changed it. Each module's `load()`
is called in the order of `MODULES`; a feature adds its own module below.
"""

import importlib.util
from collections.abc import Iterator

MODULES = (
    "places",
    "postcodes",
    "people",
    "cases",
    "local_offer",
    "guidance",
    "practice",
    "enquiries",
    "referrals",
    "improvement",
)
PASSWORD = "Demo-portal-2026!"


def load() -> Iterator[str]:
    """Load everything, yielding one line of progress per part."""
    for name in MODULES:
        if importlib.util.find_spec(f"{__name__}.{name}"):
            module = importlib.import_module(f"{__name__}.{name}")
            yield f"{name}: {module.load()}"
