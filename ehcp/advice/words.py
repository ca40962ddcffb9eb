"""Advice as people read it: blocks of labelled lines, for pages, the PDF and comparing versions."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ehcp.advice.regulators import REGULATORS
from ehcp.advice.shape import SECTIONS, Content, Field, link_choices, rows, sections


@dataclass(frozen=True)
class Line:
    """One answer: its path (`need.1.impact`), its question and the answer in words ("" if none)."""

    path: str
    label: str
    text: str


@dataclass(frozen=True)
class Block:
    """One item: a section's own answers, or one row (`key` such as `need.1`)."""

    key: str
    section: str
    title: str
    lines: list[Line] = field(default_factory=list)


def blocks(content: Content, basis: str) -> list[Block]:
    """All items of the advice in the order of the form; rows each by themselves."""
    found = []
    for section in sections(basis):
        part = content.get(section.name, {})
        if section.fields:
            lines = [
                _line(content, section.name, item, part)
                for item in section.fields
                if _shown(item, part)
            ]
            if lines:
                found.append(Block(section.name, section.name, section.title, lines))
        for row in rows(content, section.name):
            title = f"{section.row_title} {row['key'].split('.')[1]}"
            lines = [_line(content, row["key"], item, row) for item in section.row_fields]
            found.append(Block(row["key"], section.name, title, lines))
    return found


def by_section(content: Content, basis: str) -> list[dict[str, Any]]:
    """The blocks gathered under their sections: title and blocks, for headings."""
    found = blocks(content, basis)
    return [
        {"name": section.name, "title": section.title,
         "blocks": [block for block in found if block.section == section.name]}
        for section in sections(basis)
    ]  # fmt: skip


def differences(before: Content, after: Content, basis: str) -> list[dict[str, Any]]:
    """Item by item what changed between two versions: title, label, before, after; [] when nothing did."""
    old, new = _flat(before, basis), _flat(after, basis)
    paths = list(new) + [path for path in old if path not in new]
    return [
        {"item": path, "title": (new.get(path) or old[path])[0], "label": (new.get(path) or old[path])[1],
         "before": old.get(path, ("", "", ""))[2], "after": new.get(path, ("", "", ""))[2]}
        for path in paths
        if old.get(path, ("", "", ""))[2] != new.get(path, ("", "", ""))[2]
    ]  # fmt: skip


def _flat(content: Content, basis: str) -> dict[str, tuple[str, str, str]]:
    return {
        line.path: (block.title, line.label, line.text)
        for block in blocks(content, basis)
        for line in block.lines
    }


def _shown(item: Field, part: dict[str, Any]) -> bool:
    """ "There are none" and its reason only appear when they were said."""
    return bool(part.get("none")) if item.name in {"none", "none_reason"} else True


def _line(content: Content, path: str, item: Field, part: dict[str, Any]) -> Line:
    return Line(f"{path}.{item.name}", item.label, text(content, item, part.get(item.name)))


def text(content: Content, item: Field, value: Any) -> str:
    """One value in words; "" for nothing."""
    if item.kind == "flag":
        return "Yes" if value else ""
    if not value:
        return ""
    if item.kind == "date":
        day = dt.date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if item.name == "regulator" and value in REGULATORS:
        return f"{REGULATORS[value].name} ({value})"
    if item.kind == "choice":
        return dict(item.choices).get(value, str(value))
    if item.kind == "links":
        names = dict(link_choices(content, item))
        return "\n".join(names[key] for key in value if key in names)
    return str(value)


def title_of(key: str) -> str:
    """The name of an item, such as "Need 1" for `need.1`; "All of it" for `all`."""
    if key == "all":
        return "All of it"
    first, second = (*key.split("."), "")[:2]
    if second.isdigit():
        return f"{next(s.row_title for s in SECTIONS.values() if s.row == first)} {second}"
    return SECTIONS[first].title if first in SECTIONS else key
