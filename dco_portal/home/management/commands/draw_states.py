"""Draws the state diagrams into docs/reference/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from dco_portal.common.diagrams import Diagram, markdown
from dco_portal.gaps import queries as gaps
from dco_portal.pages import queries as pages
from dco_portal.practice import queries as practice
from ehcp import queries as ehcp
from enquiries import queries as enquiries
from inspections.queries import diagrams as inspections
from local_offer.queries import diagrams as local_offer
from referrals import queries as referrals


def all_diagrams() -> list[Diagram]:
    """Every feature's tables."""
    return [
        *ehcp.diagrams(),
        *enquiries.diagrams(),
        *referrals.diagrams(),
        *practice.diagrams(),
        *gaps.diagrams(),
        *pages.diagrams(),
        *local_offer.diagrams(),
        *inspections.diagrams(),
    ]


class Command(BaseCommand):
    """`manage.py draw_states [--folder DIR]`."""

    help = "Draw each feature's states and moves into docs/reference/."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs" / "reference")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        for drawing in all_diagrams():
            path = folder / f"states-{drawing.title}.md"
            path.write_text(markdown(drawing))
            self.stdout.write(str(path))
