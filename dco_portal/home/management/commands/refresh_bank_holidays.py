"""`manage.py refresh_bank_holidays FILE`: show new bank holidays, and take them over with --accept."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dco_portal.deadlines import refresh


class Command(BaseCommand):
    """The reviewed refresh of the clock's bank holidays; FILE was downloaded from GOV.UK before."""

    help = "Review the bank holidays in a file downloaded from GOV.UK and take them over."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of the refresh."""
        refresh.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the change; exit 2 where it is refused."""
        if code := refresh.run(argparse.Namespace(**options)):
            sys.exit(code)
