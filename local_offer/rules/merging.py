"""Bringing a proposed content up to a newer published one: what the proposer changed stays, the rest follows."""

from typing import Any

Content = dict[str, Any]


def merged(base: Content, mine: Content, theirs: Content) -> tuple[Content, list[str]]:
    """`mine` (written from `base`) on top of `theirs`, and the names of fields that both changed differently.

    Where both changed a field, mine stands: whoever decides is told. Rows are followed by their id.
    """
    clashes = []
    fields = {}
    for name, own in mine["fields"].items():
        before, after = base["fields"].get(name), theirs["fields"].get(name)
        fields[name] = own if own != before else after
        if own != before and after not in (before, own):
            clashes.append(name)
    result: Content = {"fields": fields}
    for name in mine:
        if name == "fields":
            continue
        if name == "terms":
            added, gone = set(mine[name]) - set(base[name]), set(base[name]) - set(mine[name])
            result[name] = sorted((set(theirs[name]) | added) - gone)
            continue
        result[name] = _rows(base.get(name, []), mine[name], theirs.get(name, []), name, clashes)
    return result, clashes


def _rows(base: list, mine: list, theirs: list, name: str, clashes: list[str]) -> list:
    before = {row.get("id"): row for row in base}
    now = {row.get("id"): row for row in theirs}
    found, seen = [], set()
    for row in mine:
        key = row.get("id")
        seen.add(key)
        if not key or key not in before:
            found.append(row)
        elif row != before[key]:
            if now.get(key) not in (before[key], row):
                clashes.append(name)
            found.append(row)
        elif key in now:
            found.append(now[key])
    # What was published meanwhile is kept; what I took out stays out.
    found += [row for key, row in now.items() if key not in seen and key not in before]
    return found
