"""Drawing a feature's table of states and moves."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Diagram:
    """A table of moves: `names` maps codes to words, `moves` a code to the codes it may go to."""

    title: str
    names: Mapping[str, str]
    moves: Mapping[str, frozenset[str]]
    start: str
    ends: frozenset[str]


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
