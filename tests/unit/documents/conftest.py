import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dco_portal.documents import pdf

MADE: list[bytes] = []
HERE = Path(__file__).parent


@pytest.fixture
def sample() -> dict[str, Any]:
    """A context for the sample template that uses every component."""
    return {
        "title": "Health advice for an assessment",
        "reference": "EHC-2026-000123",
        "created": "2026-03-04",
        "marking": "Official-sensitive: personal",
        "organisation": "NHS Example ICB",
        "facts": [
            {"label": "Name", "value": "Zoë Łuczak-O’Brien"},
            {"label": "Views", "value": "I like drawing.\nI do not like noise."},
            {"label": "School", "value": ""},
        ],
        "items": ["One thing", "Another thing"],
        "headings": ["Service", "What", "How often"],
        "rows": [[f"Service {n}", "Direct therapy each day", "Weekly"] for n in range(40)],
        "svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" width="200" '
        'height="60"><rect width="150" height="20" fill="#24566b"/></svg>',
    }


@pytest.fixture
def template(settings, tmp_path: Path) -> Callable[[str], str]:
    """Makes a PDF template of this HTML and returns its name; the sample template is found too."""
    changed = copy.deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [*changed[0]["DIRS"], HERE / "templates", tmp_path]
    settings.TEMPLATES = changed

    def write(source: str) -> str:
        (tmp_path / "pdf").mkdir(exist_ok=True)
        (tmp_path / "pdf" / "made.html").write_text(source, encoding="utf-8")
        return "pdf/made.html"

    return write


@pytest.fixture
def sample_pdf(template: Callable[[str], str], sample: dict[str, Any]) -> bytes:
    """The sample as a PDF, made once per process."""
    if not MADE:
        MADE.append(pdf.render("pdf/sample.html", sample))
    return MADE[0]
