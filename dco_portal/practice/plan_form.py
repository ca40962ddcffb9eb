"""What an individual healthcare plan asks, in order: the web form, the blank PDF and the filled one."""

from typing import NamedTuple


class Section(NamedTuple):
    """A heading, what to write under it, and whether a plan can be used without it."""

    heading: str
    hint: str
    needed: bool = False


SECTIONS: dict[str, Section] = {
    "condition": Section("Medical condition", "What it is, in plain words.", True),
    "signs": Section("Signs, symptoms and triggers", "What staff may notice, and what sets it off."),
    "needs": Section("What the pupil needs each day", "Food, drink, breaks, equipment, toilet, getting about."),
    "medicines": Section("Medicines", "Name, dose, when, how, where kept, side effects, and whether the pupil takes it alone."),
    "helpers": Section("Who helps, and who covers for them", "Posts, with the training each has had and when it is due again.", True),
    "learning": Section("Help with learning and feelings", "Catching up after absence, rest, counselling, exam arrangements."),
    "trips": Section("Trips and activities outside lessons", "What is needed so that the pupil can join in."),
    "emergency": Section("In an emergency", "What counts as one, what to do first, whom to call, what to tell the ambulance.", True),
    "contacts": Section("Family and clinic contacts", "Who is called first, and the clinic or GP that knows the condition.", True),
    "views": Section("What the pupil and family say", "What matters to them, and how they would like it done."),
    "agreed": Section("Agreed by", "Family, pupil, school and health professional, with dates.", True),
}  # fmt: skip


def missing(content: dict[str, str]) -> list[str]:
    """Headings of the needed sections that say nothing yet."""
    return [
        section.heading
        for name, section in SECTIONS.items()
        if section.needed and not content.get(name, "").strip()
    ]
