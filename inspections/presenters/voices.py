"""What was heard, and films, as the plan's desk draws them."""

from typing import Any

from django.urls import reverse

from dco_portal.documents.models import Attachment
from dco_portal.documents.presenters import file_row
from inspections.models import Said, Video
from inspections.states import VoiceState

__all__ = ["SAID_HEADER", "film_card", "said_card", "said_line"]
COLOURS: dict[str, str] = {
    VoiceState.HEARD: "yellow",
    VoiceState.DOING: "blue",
    VoiceState.DONE: "green",
    VoiceState.CANNOT: "grey",
}
SAID_HEADER = ["Heard on", "Who", "Where", "Priority", "You said", "We did", "State", "Answered on", "Public"]  # fmt: skip


def _steps(row: Said | Video, *pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[row.pk])}
        for label, name in pairs
    ]


def said_card(row: Said, *, keeper: bool) -> dict[str, Any]:
    """One thing heard, and for its keeper the next steps."""
    steps = []
    if keeper:
        shown = ("Take off the public page", "said-take-down") if row.public else ("Publish", "said-publish")  # fmt: skip
        steps = [("Answer", "said-answer"), ("Correct", "said-change")]
        if row.state != VoiceState.HEARD:
            steps.append(shown)
    return {"row": row, "colour": COLOURS[row.state], "steps": _steps(row, *steps)}


def said_line(row: Said) -> list[Any]:
    """A line of the file."""
    return [
        row.heard_on, row.get_who_display(), row.heard_at, str(row.priority or ""), row.said, row.did, row.get_state_display(),
        row.answered_on or "", "Yes" if row.public else "No",
    ]  # fmt: skip


def film_card(row: Video, file: Attachment | None, *, keeper: bool) -> dict[str, Any]:
    """One film, and for its keeper the next steps."""
    steps = []
    if keeper:
        shown = ("Take off the public page", "video-take-down") if row.published_at else ("Publish", "video-publish")  # fmt: skip
        steps = [shown, ("Change", "video-change")]
    link = reverse("inspections:video-file", args=[row.pk])
    return {
        "row": row,
        "files": [file_row(file, link)] if file else [],
        "steps": _steps(row, *steps),
    }
