"""Turning what people type into a Postgres full-text query, with the words services use for the same thing."""

import re

from django.contrib.postgres.search import SearchQuery

CONFIG = "english"
MOST = 12
# Words for one thing: whoever types one of them means all. A phrase asks for all of its words.
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("salt", "slt", "speech", "speech language therapy", "talking", "stammer"),
    ("ot", "occupational therapy", "sensory"),
    ("physio", "physiotherapy"),
    ("camhs", "mental health", "anxiety", "anxious", "low mood"),
    ("autism", "autistic", "asd", "asc", "umbrella pathway"),
    ("adhd", "attention deficit", "hyperactive"),
    ("phb", "personal health budget", "direct payment"),
    ("chc", "continuing care", "continuing healthcare"),
    ("ehcp", "ehc", "education health care plan", "plan"),
    ("nappy", "nappies", "pads", "continence", "incontinence", "toilet", "toileting"),
    ("wheelchair", "walker", "mobility", "equipment"),
    ("hearing", "deaf", "audiology"),
    ("sight", "vision", "blind", "eye", "eyes", "ophthalmology", "orthoptics"),
    ("epilepsy", "seizure", "seizures", "fits", "rescue medicine", "buccal midazolam"),
    ("diabetes", "insulin"),
    ("asthma", "inhaler", "inhalers"),
    ("medicine", "medicines", "medication", "tablet", "tablets"),
    ("gastrostomy", "peg", "tube", "feeding"),
    ("ihp", "ihcp", "healthcare plan", "care plan"),
    ("sendiass", "advice families"),
    ("transition", "adult services", "turning 18"),
    ("respite", "short breaks", "short break"),
    ("training", "course", "briefing", "train"),
    ("waiting", "wait", "waits", "queue", "delay"),
    ("paediatrician", "paediatrics", "community paediatrics", "doctor"),
    ("nurse", "nursing", "health visitor", "school nurse"),
)
_BY_WORD: dict[str, set[int]] = {}
for _number, _group in enumerate(SYNONYMS):
    for _words in _group:
        if " " not in _words:
            _BY_WORD.setdefault(_words, set()).add(_number)
_COMMON = frozenset(
    "a about after all also am an and any are as ask at be because been but by can child children could "
    "did do does for from get give had has have he her him his how i if in into is it its know like me "
    "my need needs no not of on or our out please pupil school she should so some son daughter support "
    "that the their them then there they this to up us use was we what when where which who why will "
    "with would you your help thank thanks".split()
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words that tell something, each once, at most twelve."""
    found = re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
    kept = [word for word in dict.fromkeys(found) if len(word) > 1 and word not in _COMMON]
    return kept[:MOST]


def groups(text: str) -> list[SearchQuery]:
    """One query per word typed, each with its synonyms; empty where nothing tells anything."""
    return [SearchQuery(_either(word), search_type="raw", config=CONFIG) for word in tokens(text)]


def _either(word: str) -> str:
    ways = {word}
    for number in _BY_WORD.get(word, ()):
        ways.update(SYNONYMS[number])
    return " | ".join(f"({' & '.join(way.split())})" for way in sorted(ways))
