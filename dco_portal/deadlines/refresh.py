"""Reviewed refresh of the bank holidays: `python -m dco_portal.deadlines.refresh FILE [--accept]`.

FILE is the bank holidays JSON that GOV.UK publishes, already downloaded: nothing is fetched here. The
years it holds replace the same years of `bank_holidays.json`; other years stay. What changes is printed
for a person to read, and written only with `--accept`.
"""

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .calendar import DATA, SATURDAY, BankHoliday, BankHolidays, read
from .words import long_date

DIVISION = "england-and-wales"
FEWEST_A_YEAR = 8
EXIT_OK, EXIT_REFUSED = 0, 2


class RefusedRefresh(ValueError):
    """The file cannot be taken over. The text says why."""


def published(path: Path) -> tuple[BankHoliday, ...]:
    """The bank holidays of England and Wales in a GOV.UK file, by date. Raises RefusedRefresh."""
    try:
        events = json.loads(path.read_text(encoding="utf-8"))[DIVISION]["events"]
        found = [
            BankHoliday(
                dt.date.fromisoformat(event["date"]),
                event["title"].strip(),
                event.get("notes", "").strip(),
            )
            for event in events
        ]
    except OSError as error:
        raise RefusedRefresh(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedRefresh(
            f"{path} is not in the form of GOV.UK’s bank holidays file, with “{DIVISION}” and its events ({error!r})."
        ) from None
    _check(found)
    return tuple(sorted(found, key=lambda holiday: holiday.date))


def _check(found: list[BankHoliday]) -> None:
    if not found:
        raise RefusedRefresh("The file holds no bank holidays.")
    per_day = Counter(holiday.date for holiday in found)
    for day, times in per_day.items():
        if times > 1:
            raise RefusedRefresh(f"{long_date(day)} is in the file {times} times.")
        if day.weekday() >= SATURDAY:
            raise RefusedRefresh(
                f"{long_date(day)} is at a weekend, which no bank holiday is: a substitute day is."
            )
    for holiday in found:
        if not holiday.title:
            raise RefusedRefresh(f"{long_date(holiday.date)} has no title.")
    per_year = Counter(day.year for day in per_day)
    for year in range(min(per_year), max(per_year) + 1):
        if per_year[year] < FEWEST_A_YEAR:
            raise RefusedRefresh(
                f"{year} has {per_year[year]} bank holidays in the file, fewer than {FEWEST_A_YEAR}: it is incomplete."
            )


def merged(held: BankHolidays, new: tuple[BankHoliday, ...]) -> BankHolidays:
    """What is held, with the years of `new` replaced. Raises RefusedRefresh where a year would be skipped."""
    first, last = new[0].date.year, new[-1].date.year
    if first > held.last_year + 1 or last < held.first_year - 1:
        raise RefusedRefresh(
            f"The file holds {first} to {last}, but {held.first_year} to {held.last_year} are held: "
            "the years between would be unknown."
        )
    kept = [holiday for holiday in held.holidays if not first <= holiday.date.year <= last]
    return BankHolidays(
        first_year=min(held.first_year, first),
        last_year=max(held.last_year, last),
        announced_to=max(held.announced_to, last),
        holidays=tuple(sorted([*kept, *new], key=lambda holiday: holiday.date)),
    )


def differences(
    held: BankHolidays, after: BankHolidays
) -> tuple[list[BankHoliday], list[BankHoliday]]:
    """Bank holidays lost and gained, by date; a changed title alone is neither."""
    before_days = {holiday.date for holiday in held.holidays}
    after_days = {holiday.date for holiday in after.holidays}
    lost = [holiday for holiday in held.holidays if holiday.date not in after_days]
    gained = [holiday for holiday in after.holidays if holiday.date not in before_days]
    return lost, gained


def write(after: BankHolidays, path: Path) -> None:
    """Write the holidays in the form that `calendar.read` reads, keeping what the file says of its law."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw |= {
        "first_year": after.first_year,
        "last_year": after.last_year,
        "announced_to": after.announced_to,
        "holidays": [
            {"date": holiday.date.isoformat(), "title": holiday.title, "note": holiday.note}
            for holiday in after.holidays
        ],
    }
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the refresh to a parser."""
    parser.add_argument(
        "file", metavar="FILE", help="GOV.UK's bank holidays JSON, already downloaded"
    )
    parser.add_argument(
        "--accept", action="store_true", help="write the change after you have read it"
    )
    parser.add_argument(
        "--allow-lost",
        action="store_true",
        help="accept that a bank holiday held now would be gone",
    )


def run(options: argparse.Namespace, target: Path = DATA) -> int:
    """Show the change and, with `--accept`, write it; 0, or 2 with a message where it is refused."""
    try:
        before = read(target)
        after = merged(before, published(Path(options.file)))
        lost, gained = differences(before, after)
        _show(before, after, lost, gained)
        if lost and options.accept and not options.allow_lost:
            raise RefusedRefresh(
                "Nothing was written: the bank holidays marked - would be lost. If one was really moved or "
                "abolished, add --allow-lost."
            )
    except RefusedRefresh as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED
    if options.accept:
        write(after, target)
        print(f"Written to {target}. Deadlines that were stored before keep their date.")
    else:
        print("Nothing was written. Read the change, then run this again with --accept.")
    return EXIT_OK


def _show(
    before: BankHolidays, after: BankHolidays, lost: list[BankHoliday], gained: list[BankHoliday]
) -> None:
    print(
        f"Held now: {before.first_year} to {before.last_year}, announced to {before.announced_to}."
    )
    print(f"After: {after.first_year} to {after.last_year}, announced to {after.announced_to}.")
    for mark, holidays in (("-", lost), ("+", gained)):
        for holiday in holidays:
            print(f"{mark} {long_date(holiday.date)}: {holiday.title}")
    if not lost and not gained:
        print("No day changes.")


def main(argv: Sequence[str] | None = None, target: Path = DATA) -> int:
    """Run the refresh against the file the portal ships with, or another."""
    parser = argparse.ArgumentParser(
        prog="python -m dco_portal.deadlines.refresh",
        description="Review new bank holidays and take them over.",
    )
    add_arguments(parser)
    return run(parser.parse_args(argv), target)


if __name__ == "__main__":
    sys.exit(main())
