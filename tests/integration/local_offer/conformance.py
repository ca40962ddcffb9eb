"""What a validator of Open Referral UK asks, and the formats its schemas assert."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from tests.environment import ROOT

# Third-party data beside the project, where there is any; nothing of it is part of the project.
OFFICIAL = ROOT.parent / "shared" / "open_referral" / "schema" / "validator-v3.0-uk"
FORMATS = FormatChecker(formats=())
LIST_FLAGS = ("first_page", "last_page", "empty")


@FORMATS.checks("uuid")
def _uuid(value: Any) -> bool:
    """The "D" form, lower case."""
    return not isinstance(value, str) or bool(
        re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value)
    )


@FORMATS.checks("uri")
def _uri(value: Any) -> bool:
    """Absolute, of the characters RFC 3986 allows."""
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc) and bool(
        re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", value)
    )


@FORMATS.checks("email")
def _email(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))


@FORMATS.checks("date-time")
def _moment(value: Any) -> bool:
    """RFC 3339."""
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return not isinstance(value, str) or bool(re.fullmatch(pattern, value))


@FORMATS.checks("date")
def _date(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))


def faults(document: Any, schema: dict[str, Any]) -> list[str]:
    """Where a document breaks a schema, formats included."""
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)
    ]


def official(folder: Path = OFFICIAL) -> dict[str, dict[str, Any]]:
    """The validator's own schemas by file name; none where they are not beside the project."""
    names = (
        "api_details", "service", "service_list", "service_at_location", "service_at_location_list", "taxonomy",
        "taxonomy_list", "taxonomy_term", "taxonomy_term_list",
    )  # fmt: skip
    return (
        {name: json.loads((folder / f"{name}.json").read_text()) for name in names}
        if folder.is_dir()
        else {}
    )


class OldValidator:
    """The public validator to January 2026: `per_page=5`, pages 1, some between and the last, ids of any page."""

    def __init__(self, get, per_page: int = 5) -> None:
        self.get, self.per_page = get, per_page
        self.faults: list[str] = []

    def walk(self, name: str) -> list[dict[str, Any]]:
        """Every fault of a list and its rows goes to `faults`; the documents of the rows read."""
        first = self.page(name, 1)
        last = first.get("total_pages", 0)
        if not last:
            self.faults.append(f"{name}: total_pages is 0")
        for number in {2, max(1, last // 2), max(1, last - 1), last} - {0, 1}:
            if number <= last:
                self.page(name, number)
        pages = self.get(f"/{name}/")["total_pages"]
        rows = self.get(f"/{name}/?page={max(1, pages // 2)}")["contents"]
        if not rows:
            self.faults.append(f"{name}: no id to be had")
        return [self.row(name, row) for row in rows[:3]]

    def page(self, name: str, number: int) -> dict[str, Any]:
        page = self.get(f"/{name}?per_page={self.per_page}&page={number}")
        rows, total = page.get("contents", []), page.get("total_pages")
        expected = {
            "page_number": number,
            "size": len(rows),
            "first_page": number == 1,
            "last_page": number == total,
            "empty": not rows,
        }
        for field, value in expected.items():
            if page.get(field) != value:
                self.faults.append(f"{name} page {number}: {field} is {page.get(field)}")
        if number != total and len(rows) != self.per_page:
            self.faults.append(f"{name} page {number}: {len(rows)} rows")
        return page

    def row(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(row.get("id"), str):
            self.faults.append(f"{name}: an id that is no text")
        document = self.get(f"/{name}/{row['id']}")
        if document.get("id") != row["id"]:
            self.faults.append(f"{name}: another row than asked for")
        return document


class NewValidator(OldValidator):
    """The validator since: no `per_page`, pages 1, middle and last, up to ten ids from the first."""

    def walk(self, name: str) -> list[dict[str, Any]]:
        first = self.get(f"/{name}?page=1")
        if not first["contents"]:
            self.faults.append(f"{name}: EMPTY_FEED")
        for number in {max(1, first["total_pages"] // 2), first["total_pages"]}:
            self.get(f"/{name}?page={number}")
        return [self.row(name, row) for row in first["contents"][:10]]
