"""What keeps advice from being signed: each fault names its item, so that it lands beside the field."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ehcp.advice.regulators import number_fault
from ehcp.advice.shape import PARTIES, UPLOAD, Content, rows, section_of


@dataclass(frozen=True)
class Fault:
    """What is missing or wrong: the item's path (`need.1.impact`, `author.name`) and a sentence."""

    item: str
    message: str

    @property
    def row(self) -> str:
        """The key of the row it is in, such as `need.1`; the section's name outside rows."""
        first, second = (*self.item.split("."), "")[:2]
        return f"{first}.{second}" if second.isdigit() else first

    @property
    def section(self) -> str:
        """The name of the section whose page mends it."""
        return section_of(self.item)

    @property
    def field(self) -> str:
        """The field's name; "" when the whole section or row is meant."""
        return self.item.removeprefix(self.row).strip(".")


def faults(
    content: Content, *, basis: str, today: dt.date, has_report: bool = False
) -> list[Fault]:
    """All that keeps the advice from being signed, in the order of the form; [] when nothing does.

    `today` is the legal day; `has_report` says that a file is attached to an UPLOAD.
    """
    found = list(_author(content))
    if basis == UPLOAD:
        found += _report(content, today, has_report)
    else:
        for check in (_seen, _views, _strengths, _needs, _outcomes, _provision):
            found += check(content, today)
    found += _agreement(content, today)
    return found


def _missing(part: dict[str, Any], path: str, **messages: str) -> Iterator[Fault]:
    for name, message in messages.items():
        if not str(part.get(name) or "").strip():
            yield Fault(f"{path}.{name}", message)


def _date(
    part: dict[str, Any], path: str, name: str, message: str, today: dt.date
) -> Iterator[Fault]:
    """A date that must be given and must not lie in the future."""
    given = part.get(name)
    if not given:
        yield Fault(f"{path}.{name}", message)
    elif dt.date.fromisoformat(given) > today:
        yield Fault(f"{path}.{name}", "The date must be today or in the past.")


def _author(content: Content) -> Iterator[Fault]:
    part = content.get("author", {})
    yield from _missing(
        part, "author", name="Enter the author’s full name.", role="Enter the author’s job title.",
        profession="Enter the author’s regulated profession.", regulator="Choose the author’s regulator.",
        registration_number="Enter the author’s registration number.",
    )  # fmt: skip
    if "social work" in str(part.get("profession", "")).lower():
        yield Fault(
            "author.profession",
            "A social worker is not a health care professional under the regulations.",
        )
    if part.get("regulator") and part.get("registration_number"):
        message = number_fault(part["regulator"], part["registration_number"])
        if message:
            yield Fault("author.registration_number", message)


def _seen(content: Content, today: dt.date) -> Iterator[Fault]:
    part = content.get("seen", {})
    yield from _missing(
        part, "seen", how="Say whether the child was seen or only records were read."
    )
    yield from _date(
        part,
        "seen",
        "on",
        "Enter when the child was last seen, or the date of the last record.",
        today,
    )
    yield from _missing(part, "seen", by="Enter who saw the child or read the records.")
    if part.get("how") == "seen":
        yield from _missing(part, "seen", place="Enter where the child was seen.")
    if part.get("how") == "records":
        yield from _missing(part, "seen", records="Enter which records and reports were read.")


def _views(content: Content, today: dt.date) -> Iterator[Fault]:
    part = content.get("views", {})
    yield from _missing(
        part, "views", child="Enter the child or young person’s views, or why they could not be had.",
        child_how="Enter how the views were found out.", family="Enter the views of the parents or carers.",
    )  # fmt: skip
    yield from _date(
        part,
        "views",
        "discussed_on",
        "Enter when this advice was discussed with the family.",
        today,
    )
    yield from _missing(part, "views", discussed_with="Enter who this advice was discussed with.")


def _strengths(content: Content, today: dt.date) -> Iterator[Fault]:
    yield from _missing(
        content.get("strengths", {}), "strengths", strengths="Enter what the child does well."
    )


def _none_or_rows(content: Content, name: str, none: str, both: str) -> Iterator[Fault]:
    part = content.get(name, {})
    if part.get("none") and part.get("rows"):
        yield Fault(f"{name}.none", both)
    elif part.get("none"):
        yield from _missing(part, name, none_reason="Enter what this rests on.")
    elif not part.get("rows"):
        yield Fault(name, none)


def _needs(content: Content, today: dt.date) -> Iterator[Fault]:
    yield from _none_or_rows(
        content, "needs", "Add each health need, or say that there are none.",
        "Either there are needs or there are none: untick the box or remove the needs.",
    )  # fmt: skip
    for row in rows(content, "needs"):
        yield from _missing(
            row, row["key"], need="Enter the need.", impact="Enter what it means day to day.",
            related="Say whether it is related to special educational needs.",
        )  # fmt: skip


def _outcomes(content: Content, today: dt.date) -> Iterator[Fault]:
    if not rows(content, "outcomes") and not content.get("needs", {}).get("none"):
        yield Fault("outcomes", "Add at least one outcome.")
    for row in rows(content, "outcomes"):
        yield from _missing(
            row, row["key"], outcome="Enter what the child will be able to do.", by="Enter by when."
        )
        yield from _links(content, row, "needs", ("needs",), "Choose the need it answers.")


def _provision(content: Content, today: dt.date) -> Iterator[Fault]:
    if not content.get("needs", {}).get("none") or rows(content, "provision"):
        yield from _none_or_rows(
            content, "provision", "Add the provision, or say that none is needed.",
            "Either there is provision or none is needed: untick the box or remove the provision.",
        )  # fmt: skip
    for row in rows(content, "provision"):
        yield from _missing(
            row, row["key"], what="Enter what is provided.", who="Enter who provides it.",
            how_often="Enter how often.", how_long="Enter how long.", where="Enter where.",
            review_on="Enter when it is reviewed.", section="Choose section F or G.",
            section_reason="Enter why it belongs in this section.",
        )  # fmt: skip
        yield from _links(
            content, row, "meets", ("needs", "outcomes"), "Choose the need or outcome it is for."
        )


def _links(
    content: Content, row: dict, name: str, targets: tuple[str, ...], message: str
) -> Iterator[Fault]:
    known = {other["key"] for target in targets for other in rows(content, target)}
    if not set(row.get(name) or []) & known:
        yield Fault(f"{row['key']}.{name}", message)


def _agreement(content: Content, today: dt.date) -> Iterator[Fault]:
    part = content.get("agreement", {})
    for code, label in PARTIES:
        yield from _missing(
            part, "agreement", **{code: f"{label}: say whether they agree or were not asked."}
        )
        if part.get(code) in {"agreed", "not_agreed"}:
            yield from _date(
                part, "agreement", f"{code}_on", f"{label}: enter the date of the answer.", today
            )


def _report(content: Content, today: dt.date, has_report: bool) -> Iterator[Fault]:
    part = content.get("report", {})
    if not has_report:
        yield Fault("report.upload", "Choose the report’s file.")
    yield from _date(part, "report", "dated", "Enter the date of the report.", today)
    yield from _missing(
        part, "report", needs="Enter the health needs, or that there are none.",
        outcomes="Enter the outcomes.", provision="Enter the provision, or that none is needed.",
    )  # fmt: skip
