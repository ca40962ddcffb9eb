"""Every rule of the statutory clock, found by code. The list for readers is `docs/legislation.md`.

A rule whose wording changes keeps its code and gets a second version: the old one with `effective_to`,
the new one with `effective_from` (the white paper of February 2026 announces such changes).
"""

import datetime as dt

from ..errors import UnknownRule
from . import (
    assessment,
    health,
    inspection,
    local_offer,
    mediation,
    moves,
    notification,
    reassessment,
    reviews,
    tribunal,
)
from .model import Area, Counting, Kind, Rule, SourceLevel

_MODULES = (
    notification,
    assessment,
    moves,
    reviews,
    reassessment,
    mediation,
    tribunal,
    local_offer,
    health,
    inspection,
)

ALL: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)
"""Every version of every rule, in the order of the law."""


def versions(code: str) -> tuple[Rule, ...]:
    """All versions of one rule, oldest first. Raises UnknownRule."""
    found = tuple(rule for rule in ALL if rule.code == code.strip().upper())
    if not found:
        raise UnknownRule(
            f"There is no rule “{code}”. All codes are listed in docs/legislation.md.", "rule"
        )
    return tuple(sorted(found, key=lambda rule: rule.effective_from or dt.date.min))


def get(code: str) -> Rule:
    """The newest version of a rule. Raises UnknownRule."""
    return versions(code)[-1]


def in_force(code: str, on: dt.date) -> Rule | None:
    """The version of a rule that is law on a day, or None if none is. Raises UnknownRule."""
    return next((rule for rule in versions(code) if rule.covers(on)), None)


def by_area() -> dict[Area, tuple[Rule, ...]]:
    """Every rule under the part of the law it belongs to, in order."""
    return {area: tuple(rule for rule in ALL if rule.area is area) for area in Area}


__all__ = [
    "ALL",
    "Area",
    "Counting",
    "Kind",
    "Rule",
    "SourceLevel",
    "by_area",
    "get",
    "in_force",
    "versions",
]
