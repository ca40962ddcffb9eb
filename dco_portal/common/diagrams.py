"""Drawing a feature's table of states and moves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Choices


@dataclass(frozen=True)
class Diagram:
    """A table of moves: `names` maps codes to words, `moves` a code to the codes it may go to."""

    title: str
    names: Mapping[str, str]
    moves: Mapping[str, frozenset[str]]
    start: str
    ends: frozenset[str]


def diagram(
    title: str,
    names: type[Choices],
    moves: Mapping[str, Collection[str]],
    start: str,
    ends: Collection[str],
) -> Diagram:
    """The table of an app's states, from the choices, moves, start and ends of its `states` module."""
    return Diagram(
        title,
        {str(state.value): str(state.label) for state in names},
        {str(key): frozenset(map(str, value)) for key, value in moves.items()},
        str(start),
        frozenset(map(str, ends)),
    )


def markdown(drawing: Diagram) -> str:
    """The diagram for people (Mermaid) and the same moves as a table."""
    lines = [
        f"# States: {drawing.title}",
        "",
        "Drawn by `manage.py draw_states` from the table in the code. Do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"    {code}: {words}" for code, words in drawing.names.items()]
    lines.append(f"    [*] --> {drawing.start}")
    lines += [
        f"    {code} --> {to}"
        for code in drawing.names
        for to in sorted(drawing.moves[code], key=list(drawing.names).index)
    ]
    lines += ["```", "", "| from | may become | an end? |", "| --- | --- | --- |"]
    lines += [
        f"| {words} | {'; '.join(sorted(drawing.names[to] for to in drawing.moves[code]))} | "
        f"{'yes' if code in drawing.ends else ''} |"
        for code, words in drawing.names.items()
    ]
    return "\n".join(lines) + "\n"
