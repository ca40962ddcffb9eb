"""The easy-read page of a progress report: short sentences, made from its frozen content. Pure."""

from collections.abc import Mapping
from typing import Any

from inspections.states import Polarity

Values = dict[str, Any]
MOST = 2  # measures of each kind on the one page; 1 where its maker wrote many sentences
FEW_WORDS = 2
SHORT_LINE, SHORT_STORY = 120, 170  # characters that fit on two lines, and on three
DOING: dict[str, tuple[str, str, str]] = {
    "blue": ("◆", "{} is done. It has helped.", "{} are done. They have helped."),
    "green": ("●", "{} is going well.", "{} are going well."),
    "amber": ("▲", "{} may be late. We have a plan.", "{} may be late. We have a plan."),
    "red": ("■", "{} is late or going badly.", "{} are late or going badly."),
    "not_due": ("○", "{} has not started. It is not time yet.", "{} have not started. It is not time yet."),
}  # fmt: skip
COLOURS = {"blue": "Blue", "green": "Green", "amber": "Amber", "red": "Red", "not_due": "Grey"}


def page(content: Mapping[str, Any]) -> Values:
    """The page's parts: each a title and lines; a line has `text` and may have `symbol` and `name`."""
    short, plan = content["short"], content["plan"]
    parts = [
        _part(
            "What this is about",
            _line("This is about help for children with special needs."),
            _line(f"It is in the area of {plan['la']}."),
            _line(_plan_words(len(content["priorities"]), short["total"])),
            *(_line(words) for words in content["easy_words"]),
        ),
        _part("How is it going?", *_doing(short)),
        _part("What has got better?", *_measures(content, better=True)),
        _part("What must get better?", *_measures(content, better=False)),
        _part("What you told us", *_heard(content)),
    ]
    return {
        "easy": [part for part in parts if part["lines"]],
        "starts_on": content["starts_on"],
        "ends_on": content["ends_on"],
        "number": content["number"],
        "author": plan["la"],
        "page_class": "easy-one",
    }


def _part(title: str, *lines: Values) -> Values:
    return {"title": title, "lines": list(lines)}


def _line(text: str, symbol: str = "", name: str = "") -> Values:
    return {"text": text, "symbol": symbol, "name": name}


def _plan_words(parts: int, jobs: int) -> str:
    one = "1 part" if parts == 1 else f"{parts} parts"
    return f"We have a plan. It has {one} and {_jobs(jobs)}."


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count} jobs"


def _doing(short: Mapping[str, Any]) -> list[Values]:
    """One line for each delivery rating that some action has."""
    lines = []
    for row in short["delivery"]:
        symbol, one, many = DOING[row["rating"]]
        if count := row["count"]:
            words = (one if count == 1 else many).format(_jobs(count))
            lines.append(_line(words, symbol, COLOURS[row["rating"]]))
    return lines


def _measures(content: Mapping[str, Any], *, better: bool) -> list[Values]:
    """Measures that moved the right way since their first figure, or that are red now."""
    rows = [
        *content["measures"],
        *(row for each in content["priorities"] for row in each["measures"]),
    ]
    lines = []
    for row in rows:
        values = [point["value"] for point in row["points"] if point["value"] is not None]
        if not values:
            continue
        first, last = float(values[0]), float(values[-1])
        up = last > first if row["polarity"] == Polarity.HIGHER else last < first
        if better and up and row["rating"] != "red":
            lines.append(
                _line(f"{row['name']}: it was {row['first_words']}. Now it is {row['latest']}.")
            )
        if not better and row["rating"] == "red":
            goal = f" We want {row['target']}." if row["target"] else ""
            lines.append(_line(f"{row['name']}: it is {row['latest']}.{goal}"))
    short = [line for line in lines if len(line["text"]) <= SHORT_LINE]
    return short[: MOST if len(content["easy_words"]) <= FEW_WORDS else 1]


def _heard(content: Mapping[str, Any]) -> list[Values]:
    """The newest answer that is short enough for the page."""
    rows = [
        row
        for row in content["said"]
        if row["did"] and len(row["said"]) + len(row["did"]) <= SHORT_STORY
    ]
    return [
        line
        for row in rows[:1]
        for line in (_line(f"You said: {row['said']}"), _line(f"We did: {row['did']}"))
    ]
