"""The shape of a contribution's advice.

`AdviceVersion.content` is a JSON object. Version 1 of its shape:

    {"version": 1,
     "author":    {"name", "role", "profession", "regulator", "registration_number"},
     "seen":      {"how": "seen"|"records"|"", "on": ISO date, "earlier": text, "by", "place", "records": text},
     "views":     {"child", "child_how", "family", "discussed_on": ISO date, "discussed_with"},
     "strengths": {"strengths": text},
     "needs":     {"none": bool, "none_reason": text, "last": 2,
                   "rows": [{"key": "need.1", "need", "impact", "related": "sen"|"other"|""}]},
     "outcomes":  {"last": 1, "rows": [{"key": "outcome.1", "outcome", "by": ISO date, "needs": ["need.1"]}]},
     "provision": {"none": bool, "none_reason": text, "last": 1,
                   "rows": [{"key": "provision.1", "what", "who", "how_often", "how_long", "where",
                             "review_on": ISO date, "section": "F"|"G"|"", "section_reason",
                             "meets": ["need.1", "outcome.1"]}]},
     "agreement": {"child", "child_on", "parent", "parent_on", "provider", "provider_on"},
     "report":    {"dated": ISO date, "needs", "outcomes", "provision"},
     "saved":     {"needs": {"lock": 4, "by": "Name", "at": ISO moment}}}

A section not begun is absent; a value not given is "" (dates too), False or []. `report` is the mapped
summary that goes with an uploaded report and stands instead of the sections from `seen` on. `last` is
the highest number a row ever had, so that a key such as `need.2` is never given to another row.
`saved` says who last saved each section; it is not part of the advice and never leaves the portal.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ehcp.advice.regulators import CHOICES as REGULATOR_CHOICES

VERSION = 1
STRUCTURED, UPLOAD = "structured", "upload"
Content = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One question. `kind`: line, long, date, choice, flag, or links (keys of rows of `links_to`)."""

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    links_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One page of the form: its own fields and, where `row` names an item, a list of such rows."""

    name: str
    title: str
    fields: tuple[Field, ...] = ()
    row: str = ""
    row_title: str = ""
    row_fields: tuple[Field, ...] = ()
    hint: str = ""


ANSWERS = (
    ("agreed", "Agrees"),
    ("not_agreed", "Does not agree"),
    ("not_asked", "Has not been asked"),
)
PARTIES = (
    ("child", "Child or young person"),
    ("parent", "Parent or carer"),
    ("provider", "Provider"),
)

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        Section("author", "Author", (
            Field("name", "Full name"),
            Field("role", "Job title"),
            Field("profession", "Regulated profession", hint="Such as speech and language therapist."),
            Field("regulator", "Regulator", "choice", choices=REGULATOR_CHOICES),
            Field("registration_number", "Registration number"),
        ), hint="The law wants advice from a health care professional. Social workers are not one here."),
        Section("seen", "How the child was seen", (
            Field("how", "What this advice rests on", "choice", choices=(
                ("seen", "The child was seen"), ("records", "Records only: the child was not seen"))),
            Field("on", "When the child was last seen, or the date of the last record", "date"),
            Field("earlier", "Other dates and kinds of contact", "long"),
            Field("by", "Who saw the child, or read the records"),
            Field("place", "Where", hint="Such as clinic, school, home or by video."),
            Field("records", "Records and reports read", "long"),
        )),
        Section("views", "Views and discussion", (
            Field("child", "What the child or young person says they want and feel", "long"),
            Field("child_how", "How their views were found out", hint="Such as talking, pictures, watching."),
            Field("family", "What the parents or carers say", "long"),
            Field("discussed_on", "When this advice was discussed with the family", "date"),
            Field("discussed_with", "Who it was discussed with"),
        ), hint="Nothing here should come as a surprise to the family: they will read it."),
        Section("strengths", "Strengths", (
            Field("strengths", "What the child does well and enjoys", "long"),
        )),
        Section("needs", "Health needs", (
            Field("none", "There are no health needs to report", "flag"),
            Field("none_reason", "If there are none, what shows it", "long"),
        ), "need", "Need", (
            Field("need", "The need", "long", hint="One need at a time, in plain words."),
            Field("impact", "What it means day to day for learning and life", "long"),
            Field("related", "Is it related to special educational needs?", "choice", choices=(
                ("sen", "Related to SEN: for section C"), ("other", "Another health need"))),
        ), hint="Write each need by itself. If there are none, say so."),
        Section("outcomes", "Outcomes", (), "outcome", "Outcome", (
            Field("outcome", "What the child will be able to do", "long",
                  hint="What changes for the child, not what is provided."),
            Field("by", "By when", "date"),
            Field("needs", "Which needs it answers", "links", links_to=("needs",)),
        )),
        Section("provision", "Provision", (
            Field("none", "No health provision is needed", "flag"),
            Field("none_reason", "If none is needed, why", "long"),
        ), "provision", "Provision", (
            Field("what", "What is provided", "long"),
            Field("who", "Who provides it", hint="Their profession or qualification."),
            Field("how_often", "How often", hint="Such as once a week. Not “as required”."),
            Field("how_long", "How long", hint="Each time, and for how many weeks or terms."),
            Field("where", "Where"),
            Field("review_on", "When it is reviewed", "date"),
            Field("section", "Section of the plan", "choice", choices=(
                ("F", "F: it educates or trains"), ("G", "G: other health provision"))),
            Field("section_reason", "Why this section", "long"),
            Field("meets", "Which needs and outcomes it is for", "links", links_to=("needs", "outcomes")),
        )),
        Section("agreement", "Agreement", tuple(
            field for code, label in PARTIES for field in (
                Field(code, f"{label}: the outcomes and provision", "choice", choices=ANSWERS),
                Field(f"{code}_on", f"{label}: date of the answer", "date"),
            )
        ), hint="Ask each of the three by themselves. Not agreeing does not stop the advice."),
        Section("report", "Report and its summary", (
            Field("dated", "Date of the report", "date"),
            Field("needs", "Health needs, as the report gives them", "long"),
            Field("outcomes", "Outcomes, as the report gives them", "long"),
            Field("provision", "Provision, as the report gives it", "long"),
        ), hint="The local authority reads needs, outcomes and provision here and finds them in the report."),
    )
}  # fmt: skip

ROW_SECTIONS = {section.row: section.name for section in SECTIONS.values() if section.row}
PAGES = {
    STRUCTURED: (
        "author",
        "seen",
        "views",
        "strengths",
        "needs",
        "outcomes",
        "provision",
        "agreement",
    ),
    UPLOAD: ("author", "report", "agreement"),
}


def section_of(item: str) -> str:
    """The section that an item belongs to: `need.1` to needs, `views.child` to views."""
    first, second = (*item.split("."), "")[:2]
    return ROW_SECTIONS[first] if second.isdigit() else first


def blank(author: dict[str, str] | None = None) -> Content:
    """A new content; `author` pre-fills the first section."""
    return {"version": VERSION, **({"author": dict(author)} if author else {})}


def sections(basis: str) -> list[Section]:
    """The pages of the form for a version written here or one that goes with an uploaded report."""
    return [SECTIONS[name] for name in PAGES[basis]]


def rows(content: Content, section: str) -> list[dict[str, Any]]:
    """The rows of a section; [] when it has none."""
    return content.get(section, {}).get("rows", [])


def add_row(content: Content, section: str) -> Content:
    """The content with one more, empty row in a section, under a key never used before."""
    content = deepcopy(content)
    part = content.setdefault(section, {})
    part["last"] = last_number(part) + 1
    part.setdefault("rows", []).append({"key": f"{SECTIONS[section].row}.{part['last']}"})
    return content


def remove_row(content: Content, section: str, key: str) -> Content:
    """The content without one row and without links to it. An unknown key changes nothing."""
    content = deepcopy(content)
    part = content.setdefault(section, {})
    part["last"] = last_number(part)
    part["rows"] = [row for row in part.get("rows", []) if row["key"] != key]
    for other in content.values():
        for row in other.get("rows", []) if isinstance(other, dict) else []:
            for name, linked in row.items():
                if isinstance(linked, list):
                    row[name] = [link for link in linked if link != key]
    return content


def last_number(part: dict[str, Any]) -> int:
    """The highest number a row of this section ever had."""
    return max(
        [part.get("last", 0), *(int(row["key"].split(".")[1]) for row in part.get("rows", []))]
    )


def without_notes(content: Content) -> Content:
    """The advice alone, for packs and exports: without who saved what."""
    return {key: value for key, value in content.items() if key != "saved"}


def link_choices(content: Content, field: Field) -> list[tuple[str, str]]:
    """The rows a field may link to, as (key, first words)."""
    found = []
    for name in field.links_to:
        section = SECTIONS[name]
        for row in rows(content, name):
            words = str(row.get(section.row_fields[0].name, "")).strip() or "not written yet"
            short = words if len(words) <= 80 else words[:79].rstrip() + "…"
            found.append((row["key"], f"{section.row_title} {row['key'].split('.')[1]}: {short}"))
    return found
