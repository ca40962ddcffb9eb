"""Reading postcodes from the files that are published: pure, a row at a time, in flat memory.

ONS Postcode Directory   a header of short names that change with the edition ("pcds", "oslaua"; "pcds", "lad25cd")
Code-Point Open          a file for each postcode area without a header, in a folder or a zip; live postcodes alone
plain                    `postcode,latitude,longitude`, with or without a header and other columns

The authority is the one with education duties: the county of a two-tier area (code E10…), else the district.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from dco_portal.common import grid
from dco_portal.organisations import postcodes

BATCH = 20_000
SHOWN = 10  # malformed rows that are named
ONSPD, CODE_POINT, PLAIN = "ONS Postcode Directory", "Code-Point Open", "latitude and longitude"
GSS = re.compile(r"[EWSNLM][0-9]{8}")
COLUMNS = {
    "postcode": re.compile(r"pcds|pcd7|pcd8|pcd2|pcd|postcode"),
    "terminated": re.compile(r"doterm"),
    "county": re.compile(r"oscty|cty[0-9]{2}cd"),
    "district": re.compile(r"oslaua|laua|lad[0-9]{2}cd"),
    "icb": re.compile(r"icb|icb[0-9]{2}cd"),
    "easting": re.compile(r"oseast1m|east1m|gridgb1e"),
    "northing": re.compile(r"osnrth1m|north1m|gridgb1n"),
    "latitude": re.compile(r"lat|latitude"),
    "longitude": re.compile(r"long|lon|lng|longitude"),
}


class NotPostcodes(ValueError):
    """The file is none that can be read; the text says why in a sentence."""


@dataclass(frozen=True)
class Row:
    """One postcode as stored; "" and None where the file does not say. `icb` is a GSS code."""

    postcode: str
    authority: str = ""
    icb: str = ""
    easting: int | None = None
    northing: int | None = None
    terminated_on: dt.date | None = None


@dataclass
class Notes:
    """What was met on the way."""

    formats: set[str] = field(default_factory=set)
    read: int = 0
    malformed: int = 0
    examples: list[str] = field(default_factory=list)
    without_point: int = 0
    terminated: int = 0
    passed_over: list[str] = field(default_factory=list)

    def bad(self, where: str, why: str) -> None:
        """One more malformed row; the first few are named by file and line, never quoted."""
        self.malformed += 1
        if len(self.examples) < SHOWN:
            self.examples.append(f"{where}: {why}")


class Bad(Exception):
    """A row that makes no sense; the text says what."""


def batches(path: Path, notes: Notes) -> Iterator[list[Row]]:
    """The postcodes of a file, folder or zip, some thousand at a time. Raises NotPostcodes."""
    for name, stream in _files(path):
        with stream as text:
            yield from _read(name, text, notes)
    if not notes.formats:
        raise NotPostcodes(
            "No postcodes were found. The file must be the ONS Postcode Directory, Code-Point Open, or a CSV of "
            "postcode, latitude and longitude."
        )


def _files(path: Path) -> Iterator[tuple[str, AbstractContextManager[IO[str]]]]:
    if path.is_dir():
        for each in sorted(path.rglob("*.csv")):
            yield str(each.relative_to(path)), _opened(each)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.lower().endswith(".csv") and "multi_csv" not in name.lower():
                    yield name, _unzipped(archive, name)
    else:
        yield path.name, _opened(path)


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        yield text


@contextmanager
def _unzipped(archive: zipfile.ZipFile, name: str) -> Iterator[IO[str]]:
    with archive.open(name) as data:
        yield io.TextIOWrapper(data, encoding="utf-8-sig", errors="replace", newline="")


def _read(name: str, text: IO[str], notes: Notes) -> Iterator[list[Row]]:
    lines = _lines(name, csv.reader(text), notes)
    first = next(lines, None)
    if first is None:
        return
    kind, columns, headed = _kind(first[1])
    if not kind:
        notes.passed_over.append(name)
        return
    notes.formats.add(kind)
    parse = {ONSPD: _onspd, CODE_POINT: _code_point, PLAIN: _plain}[kind](columns)
    found: list[Row] = []
    degrees: list[tuple[int, float, float]] = []  # where in `found`, latitude, longitude
    if not headed:
        lines = _again(first, lines)
    for number, cells in lines:
        notes.read += 1
        try:
            row, point = parse(cells)
        except (Bad, ValueError, IndexError) as error:
            notes.bad(f"{name} line {number}", str(error) if isinstance(error, Bad) else "not a row of this format")  # fmt: skip
            continue
        if point is not None:
            degrees.append((len(found), *point))
        found.append(row)
        if len(found) >= BATCH:
            yield _placed(found, degrees, notes)
            found, degrees = [], []
    if found:
        yield _placed(found, degrees, notes)


def _again(first: tuple[int, list[str]], rest: Iterator) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _lines(name: str, reader, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line; one that the CSV reader refuses is malformed and the reading goes on."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            notes.read += 1
            notes.bad(f"{name} line {reader.line_num}", "not CSV")
            continue
        if cells:
            yield reader.line_num, cells


def _placed(found: list[Row], degrees: list[tuple[int, float, float]], notes: Notes) -> list[Row]:
    """The rows, those in degrees brought to the National Grid all at once."""
    if degrees:
        points = grid.to_grid_many([each[1] for each in degrees], [each[2] for each in degrees])
        for (place, _, _), point in zip(degrees, points, strict=True):
            if point is not None:
                row = found[place]
                found[place] = Row(row.postcode, row.authority, row.icb, *point, row.terminated_on)
    notes.without_point += sum(row.easting is None for row in found)
    notes.terminated += sum(row.terminated_on is not None for row in found)
    return found


Parsed = tuple[Row, tuple[float, float] | None]
Parser = Callable[[Sequence[str]], Parsed]


def _kind(cells: Sequence[str]) -> tuple[str, dict[str, int], bool]:
    """The format of a file by its first row, its columns, and whether that row is a header."""
    names = [cell.strip().lower() for cell in cells]
    columns: dict[str, int] = {}
    for what, pattern in COLUMNS.items():
        at = [place for place, name in enumerate(names) if pattern.fullmatch(name)]
        if at:
            # Of the postcode's three spellings the one as people write it has its space in the right place.
            columns[what] = names.index("pcds") if what == "postcode" and "pcds" in names else at[0]
    if {"postcode", "easting", "northing"} <= set(columns):
        return ONSPD, columns, True
    if {"postcode", "latitude", "longitude"} <= set(columns):
        return PLAIN, columns, True
    if cells and postcodes.normal(cells[0]):
        if len(cells) >= 9 and cells[2].isdigit() and cells[3].isdigit():
            return CODE_POINT, {}, False
        if len(cells) >= 3:
            return PLAIN, {"postcode": 0, "latitude": 1, "longitude": 2}, False
    return "", {}, False


def _postcode(text: str) -> str:
    found = postcodes.normal(text)
    if not found:
        raise Bad("not a postcode")
    return found


def _authority(county: str, district: str) -> str:
    code = county.strip() if county.strip().startswith("E10") else district.strip()
    return code if GSS.fullmatch(code) else ""


def _metres(east: str, north: str) -> tuple[int, int] | tuple[None, None]:
    """Whole metres on the grid; none for "" or nought, which stand for an unknown place."""
    if not east.strip() or not north.strip() or (east.strip("0 ") == "" and north.strip("0 ") == ""):  # fmt: skip
        return None, None
    x, y = int(east), int(north)
    if not (grid.EAST[0] <= x < grid.EAST[1] and grid.NORTH[0] <= y < grid.NORTH[1]):
        raise Bad("off the National Grid")
    return x, y


def _onspd(columns: dict[str, int]) -> Parser:
    code, east, north = columns["postcode"], columns["easting"], columns["northing"]
    ended, county, district, icb = (
        columns.get(name) for name in ("terminated", "county", "district", "icb")
    )

    def cell(cells: Sequence[str], place: int | None) -> str:
        return "" if place is None else cells[place].strip()

    def parse(cells: Sequence[str]) -> Parsed:
        postcode = _postcode(cells[code])
        # Northern Ireland's metres are of the Irish Grid.
        x, y = (None, None) if postcode.startswith("BT") else _metres(cells[east], cells[north])
        row = Row(
            postcode,
            _authority(cell(cells, county), cell(cells, district)),
            cell(cells, icb) if GSS.fullmatch(cell(cells, icb)) else "",
            x,
            y,
            _month(cell(cells, ended)),
        )
        return row, None

    return parse


def _month(text: str) -> dt.date | None:
    """The first of a month written 201205."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{6}", text):
        raise Bad("not a month of termination")
    return dt.date(int(text[:4]), int(text[4:]), 1)


def _code_point(columns: dict[str, int]) -> Parser:
    def parse(cells: Sequence[str]) -> Parsed:
        return Row(_postcode(cells[0]), _authority(cells[7], cells[8]), "", *_metres(cells[2], cells[3])), None  # fmt: skip

    return parse


def _plain(columns: dict[str, int]) -> Parser:
    code, latitude, longitude = columns["postcode"], columns["latitude"], columns["longitude"]

    def parse(cells: Sequence[str]) -> Parsed:
        row, lat, long = Row(_postcode(cells[code])), cells[latitude].strip(), cells[longitude].strip()  # fmt: skip
        if not lat or not long:
            return row, None
        point = float(lat), float(long)
        if not (49 <= point[0] <= 61.5 and -9.5 <= point[1] <= 2.5):
            # ONS writes 99.999999 for a place it does not know.
            if point[0] > 99 or point == (0.0, 0.0):
                return row, None
            raise Bad("outside the British Isles")
        return row, point

    return parse
