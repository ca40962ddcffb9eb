"""What was heard and answered, and films: when each may be public."""

import datetime as dt

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from inspections.models import Said, Video
from inspections.rules.words import check_names_no_child
from inspections.states import VoiceState

CAPTIONS = "WEBVTT"


def check_heard(*, heard_on: dt.date, said: str) -> None:
    """Heard in the past, and nobody is named."""
    if heard_on > today():
        raise Invalid({"heard_on": "This day is in the future"})
    check_names_no_child(said=said)


def check_answer(state: str, did: str) -> None:
    """Every answer is in words; “heard” alone is no answer and has none."""
    if state != VoiceState.HEARD and not did.strip():
        raise Invalid({"did": "Say what was done, or why it cannot be"})
    check_names_no_child(did=did)


def check_publishable(row: Said) -> None:
    """Only what was answered is public."""
    if row.state == VoiceState.HEARD:
        raise Conflict("Answer it first: families should see what was done.")
    check_names_no_child(said=row.said, did=row.did)


def check_film(*, on: dt.date, transcript: str, captions: str, link: str, has_file: bool) -> None:
    """A film is a link or a file, always with its words; captions are WebVTT text."""
    if on > today():
        raise Invalid({"on": "This day is in the future"})
    if not transcript.strip():
        raise Invalid({"transcript": "Give the words of the film, for everybody who cannot hear or see it"})  # fmt: skip
    if link and has_file:
        raise Invalid({"link": "A film is a link or a file. Keep one of them"})
    if captions.strip() and not captions.lstrip("\ufeff \n").startswith(CAPTIONS):
        raise Invalid({"captions": "Captions begin with the line WEBVTT"})
    check_names_no_child(transcript=transcript)


def check_showable(film: Video, *, has_file: bool) -> None:
    """There is something to show."""
    if not film.link and not has_file:
        raise Conflict("Give a link or add a file first.")
