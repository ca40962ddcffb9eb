"""What stands in the bundle of a tracked child: the context of `pdf/inspections/child_bundle.html`, plain values.

Every word that people wrote goes through the redactor; dates and the portal's own words do not, so that taking
out "May" leaves the months alone.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dco_portal.children.queries import ChildHeader, ChronologyEntry, FileOf, Paper
from dco_portal.common.templatetags.portal import day, moment
from dco_portal.documents.zips import Paths
from inspections.documents.child_papers import Case, moment_of
from inspections.rules.redacting import Redactor

Values = dict[str, Any]
Words = Callable[[str], str]
MARKING = "Confidential: a child’s health record, for inspectors"
TEMPLATE = "pdf/inspections/child_bundle.html"
CHRONOLOGY = 1  # the number of the chronology's section; the groups follow it
NOT_REDACTED = "Attachments are files of their own and nothing was taken out of them: read each before it is sent."


@dataclass(frozen=True)
class Bundle:
    """The context of the PDF, the attachments that go with it, and how many items it holds."""

    context: Values
    files: list[Values]
    items: int
    redacted: int


def build(case: Case, *, child: ChildHeader, letter: str, title: str, redactor: Redactor) -> Bundle:
    """Everything of a case with these words taken out. `title` is the exercise's own name."""
    paths = Paths()
    sections = [
        _section(number, name, papers, redactor, paths)
        for number, (name, papers) in enumerate(case.groups, start=CHRONOLOGY + 1)
    ]
    years = _years(case.chronology, redactor)
    files = [file for section in sections for paper in section["papers"] for file in paper["files"]]
    letters = _correspondence(case, redactor)
    after = CHRONOLOGY + len(sections)
    context: Values = {
        "marking": MARKING,
        "letter": letter,
        "exercise": redactor(title),
        "child": _child(child, redactor),
        "years": years,
        "entries": len(case.chronology),
        "sections": sections,
        "letters": letters,
        "numbers": {
            "chronology": CHRONOLOGY, "letters": after + 1, "files": after + 2, "left_out": after + 3,
            "taken_out": after + 4,
        },
        "files": files,
        "left_out": [redactor(words) for words in _left_out(case)],
        "not_redacted": NOT_REDACTED,
    }  # fmt: skip
    # Last: every text has been through the redactor by now.
    context["taken_out"] = [
        {"number": number, "count": count} for number, count in enumerate(redactor.counts, start=1)
    ]
    papers = sum(len(section["papers"]) for section in sections)
    return Bundle(context, files, len(case.chronology) + papers + len(files), redactor.total)


def _child(child: ChildHeader, words: Words) -> list[Values]:
    rows = [
        ("Name", words(child.name)), ("Date of birth", day(child.born_on)), ("NHS number", child.nhs_number),
        ("Reference", child.reference), ("Home local authority", child.home_la),
        ("School, college or setting", words(child.setting)),
        ("Communication needs", "\n".join(words(need) for need in child.needs)),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows if value]


def _years(entries: Sequence[ChronologyEntry], words: Words) -> list[Values]:
    """The chronology in one table per year: short tables, and a bookmark for each year."""
    grouped = itertools.groupby(entries, key=lambda entry: moment_of(entry.at)[0].year)
    return [
        {"year": year, "entries": [_entry(entry, words) for entry in rows]}
        for year, rows in grouped
    ]


def _entry(entry: ChronologyEntry, words: Words) -> Values:
    detail = ". ".join(part for part in (entry.reference, words(entry.detail)) if part)
    return {
        "at": moment(entry.at), "what": words(entry.what), "who": words(entry.who), "detail": detail,
    }  # fmt: skip


def _section(
    number: int, title: str, papers: Sequence[Paper], words: Words, paths: Paths
) -> Values:
    return {
        "number": number,
        "title": title,
        "papers": [_paper(f"{number}.{n}", paper, words, paths) for n, paper in enumerate(papers, start=1)],
    }  # fmt: skip


def _paper(number: str, paper: Paper, words: Words, paths: Paths) -> Values:
    return {
        "number": number,
        "anchor": number.replace(".", "-"),
        "title": words(paper.title),
        "reference": paper.reference,
        "at": moment(paper.at),
        "facts": _facts(paper.facts, words),
        "parts": [
            {"title": words(part.title), "facts": _facts(part.facts, words)} for part in paper.parts
        ],
        "files": [_file(file, paper.reference, words, paths) for file in paper.files],
    }


def _facts(rows: Iterable[tuple[str, str]], words: Words) -> list[Values]:
    return [{"label": words(label), "value": words(value)} for label, value in rows]


def _file(file: FileOf, reference: str, words: Words, paths: Paths) -> Values:
    """An attachment: where it stands in the ZIP, and why it will not be there, if so."""
    name = words(file.filename)
    return {
        "id": file.id, "sha256": file.sha256, "size": file.size, "reference": reference, "name": name,
        "path": paths.give(reference, name), "description": words(file.description), "held_back": file.held_back,
    }  # fmt: skip


def _correspondence(case: Case, words: Words) -> list[Values]:
    """The letters of every paper that has some, each paper's together and in order."""
    return [
        {
            "title": words(paper.title),
            "reference": paper.reference,
            "anchor": f"letters-{paper.reference}",
            "letters": [
                {"at": moment(said.at), "who": words(said.who), "what": said.what, "text": words(said.text)}
                for said in paper.letters
            ],
        }
        for _, papers in case.groups
        for paper in papers
        if paper.letters
    ]  # fmt: skip


def _left_out(case: Case) -> list[str]:
    """What is not in the PDF, in sentences."""
    found: list[str] = []
    for _, papers in case.groups:
        for paper in papers:
            found += paper.left_out
            found += [f"{paper.reference}: {file.filename} ({file.held_back})" for file in paper.files if file.held_back]  # fmt: skip
    return found
