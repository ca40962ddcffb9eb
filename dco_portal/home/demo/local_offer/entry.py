"""The shape in which the demo's Local Offer entries are written down."""

from dataclasses import dataclass

NEEDS = {
    "c": "communication-interaction",
    "l": "cognition-learning",
    "s": "semh",
    "p": "sensory-physical",
}
STAGES = {"e": "early-years", "s": "school", "a": "adulthood", "t": "adult-services"}
ALL = "clsp"


@dataclass(frozen=True)
class Entry:
    """One entry: `key` names it for ever; `need` and `stage` are letters of `NEEDS` and `STAGES`;
    `at` are keys of `towns.PLACES`; `team` is the demo provider's service kind it is about.
    """

    key: str
    body: str
    name: str
    summary: str
    about: str
    how: str
    at: str = ""
    need: str = ALL
    stage: str = "esa"
    types: str = "health"
    paths: str = ""
    ages: tuple[int | None, int | None] = (0, 18)
    ref: str = "professional"
    self_referral: bool = False
    cost: str = "free"
    fees: str = ""
    also: str = ""
    who: str = ""
    expect: str = ""
    waiting: str = ""
    meanwhile: str = ""
    team: str = ""
    website: str = ""
    days: str = ""
    easy: str = ""
    online: bool = False
