"""What the access matrix needs of inspections (measures) in each area."""

from typing import Any


def furnish(area: Any) -> None:
    """Adds records to an area, as attributes the lines can name."""
