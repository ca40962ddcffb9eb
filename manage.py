#!/usr/bin/env python
"""The portal's command line. `due` answers from the statutory clock alone, without settings."""

import os
import sys


def main() -> None:
    """Run one management command; `due` never loads Django, so it needs no database or settings."""
    if len(sys.argv) > 1 and sys.argv[1] == "due":
        from dco_portal.deadlines.cli import main as due

        sys.exit(due(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dco_portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
