"""`manage.py help due` and `call_command("due", …)`; `manage.py due` itself never loads Django."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dco_portal.deadlines import cli


class Command(BaseCommand):
    """Answers from the statutory clock, with the same arguments and exit codes."""

    help = cli.DESCRIPTION
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of `due`."""
        cli.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer; exit 2 where there is none."""
        if code := cli.run(argparse.Namespace(**options)):
            sys.exit(code)
