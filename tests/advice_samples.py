"""Complete advice to start a test from: every answer given, nothing missing."""

import datetime as dt
from typing import Any

DAY = dt.date(2026, 3, 2)

AUTHOR = {
    "name": "Ada Sample", "role": "Lead therapist", "profession": "Speech and language therapist",
    "regulator": "HCPC", "registration_number": "SL12345",
}  # fmt: skip


def section_values() -> dict[str, dict[str, Any]]:
    """Each section's values as a page would save them; rows carry the keys that adding them gives out."""
    return {
        "author": dict(AUTHOR),
        "seen": {"how": "seen", "on": DAY.isoformat(), "earlier": "Twice last autumn", "by": "Ada Sample",
                 "place": "School", "records": ""},
        "views": {"child": "Wants to join in at playtime", "child_how": "With pictures",
                  "family": "Want fewer tears at home", "discussed_on": DAY.isoformat(), "discussed_with": "Mother"},
        "strengths": {"strengths": "Makes friends easily"},
        "needs": {"none": False, "none_reason": "", "rows": [
            {"key": "need.1", "need": "Understands two key words at a time", "impact": "Misses what the class is told",
             "related": "sen"}]},
        "outcomes": {"rows": [
            {"key": "outcome.1", "outcome": "Follows an instruction of three words", "by": "2027-07-20",
             "needs": ["need.1"]}]},
        "provision": {"none": False, "none_reason": "", "rows": [
            {"key": "provision.1", "what": "Direct therapy", "who": "Speech and language therapist",
             "how_often": "Once a week", "how_long": "45 minutes for two terms", "where": "School",
             "review_on": "2026-12-01", "section": "F", "section_reason": "It teaches language",
             "meets": ["need.1", "outcome.1"]}]},
        "agreement": {"child": "agreed", "child_on": DAY.isoformat(), "parent": "not_agreed",
                      "parent_on": DAY.isoformat(), "provider": "not_asked", "provider_on": ""},
    }  # fmt: skip


def complete() -> dict[str, Any]:
    """A whole content without faults on 3 March 2026 and later."""
    found: dict[str, Any] = {"version": 1}
    for name, values in section_values().items():
        found[name] = {**values, **({"last": 1} if "rows" in values else {})}
    return found


def uploaded() -> dict[str, Any]:
    """The summary of an uploaded report, without faults but for the file itself."""
    whole = complete()
    return {
        "version": 1, "author": whole["author"], "agreement": whole["agreement"],
        "report": {"dated": DAY.isoformat(), "needs": "One need", "outcomes": "One outcome", "provision": "Therapy"},
    }  # fmt: skip
