"""The lawful exceptions, named once for the rules that share them."""

from ..lawful import LawfulException, OpensOn

PRIMARY, SECONDARY, UNREAD = "primary", "secondary", "unread"
FOUR_WEEKS, TWO_WEEKS = 28, 14

_SCHOOL = (
    "The local authority asked a head teacher or principal for advice in the closure window: from one week "
    "before the first day of a closure of at least four continuous weeks, to one week before reopening."
)
_EARLY_YEARS = "The same closure window, where an early years provider was asked for advice."
_PERSONAL = "Exceptional personal circumstances affected the child, their parent or the young person in the period."
_ABSENT = (
    "The child, their parent or the young person was away from the local authority’s area for at least four "
    "weeks in a row within the period."
)


def _local_authority(
    prefix: str, basis: str, levels: tuple[str, str, str, str]
) -> tuple[LawfulException, ...]:
    """The four exceptions of regs 5(4), 10(4) and 27(3), in their order (a) to (d)."""
    texts = (_SCHOOL, _EARLY_YEARS, _PERSONAL, _ABSENT)
    opens = (
        OpensOn.CLOSURE_SCHOOL,
        OpensOn.CLOSURE_EARLY_YEARS,
        OpensOn.JUDGEMENT,
        OpensOn.ABSENCE,
    )
    return tuple(
        LawfulException(
            f"{prefix}{letter}",
            text,
            f"{basis}({letter})",
            level,
            on,
            FOUR_WEEKS if on is OpensOn.ABSENCE else 0,
        )
        for letter, text, level, on in zip("abcd", texts, levels, opens, strict=True)
    )


DECISION = _local_authority("X05", "SI 2014/1530 reg 5(4)", (PRIMARY, SECONDARY, SECONDARY, UNREAD))
"""SI 2014/1530 reg 5(4): deciding whether to assess."""

NO_PLAN = _local_authority(
    "X10", "SI 2014/1530 reg 10(4)", (PRIMARY, PRIMARY, SECONDARY, SECONDARY)
)
"""SI 2014/1530 reg 10(4): deciding not to issue a plan."""

FINAL_PLAN = _local_authority(
    "X13", "SI 2014/1530 reg 13(3) applying reg 10(4)", (PRIMARY, PRIMARY, SECONDARY, SECONDARY)
)
"""SI 2014/1530 reg 13(3): the finalised plan."""

REASSESSMENT_PLAN = _local_authority(
    "X27", "SI 2014/1530 reg 27(3)", (PRIMARY, PRIMARY, PRIMARY, UNREAD)
)
"""SI 2014/1530 reg 27(3): the finalised plan after a re-assessment."""

HEALTH_ADVICE = (
    LawfulException(
        "X08a",
        "Exceptional circumstances affected the child, their parent or the young person in the six weeks.",
        "SI 2014/1530 reg 8(2)(a)",
        SECONDARY,
    ),
    LawfulException(
        "X08b",
        "The child, their parent or the young person was away from the local authority’s area for at least four "
        "weeks in a row within the six weeks.",
        "SI 2014/1530 reg 8(2)(b)",
        SECONDARY,
        OpensOn.ABSENCE,
        FOUR_WEEKS,
    ),
    LawfulException(
        "X08c",
        "The child or young person did not keep an appointment for an examination or test that the body made "
        "for them within the six weeks.",
        "SI 2014/1530 reg 8(2)(c)",
        SECONDARY,
        OpensOn.MISSED_APPOINTMENT,
    ),
)
"""SI 2014/1530 reg 8(2): a closed list. Neither a closed school nor a waiting list is on it."""

ARRANGE_MEDIATION = (
    LawfulException(
        "XM30",
        "The local authority cannot arrange it in 30 days: it must tell the adviser as soon as it knows, and the "
        "certificate is then due within three working days.",
        "SI 2014/1530 reg 36",
        SECONDARY,
    ),
)
"""SI 2014/1530 reg 36: mediation that cannot be arranged in time."""

AGREED_TIME = (
    LawfulException(
        "X42", "The parties agreed a different time in writing.", "SI 2014/1530 reg 42(5)", PRIMARY
    ),
)
"""SI 2014/1530 reg 42(5): carrying out a mediation agreement."""

START_APPEAL = (
    LawfulException(
        "XT12a",
        "The last day to start the appeal falls from 25 December to 1 January or in August: it is in time on the "
        "first working day after 1 January or 31 August. The date shown already allows for this.",
        "SI 2008/2699 r.12(3)(a)",
        SECONDARY,
        OpensOn.COUNTED_ALREADY,
    ),
    LawfulException(
        "XT12b",
        "The last day is not a working day: it is in time on the next one. The date shown already allows for this.",
        "SI 2008/2699 r.12(2)",
        SECONDARY,
        OpensOn.COUNTED_ALREADY,
    ),
    LawfulException(
        "XT5",
        "The Tribunal may give more time or admit a late appeal.",
        "SI 2008/2699 r.5(3)(a)",
        UNREAD,
    ),
)
"""SI 2008/2699 rules 5 and 12: starting an appeal."""

TRIBUNAL_HOLIDAYS = (
    LawfulException(
        "XT12c",
        "25 December to 1 January and every day in August are left out, unless the Tribunal fixes a date. The date "
        "shown already allows for this.",
        "SI 2008/2699 r.12(3)(b),(4)",
        SECONDARY,
        OpensOn.COUNTED_ALREADY,
    ),
)
"""SI 2008/2699 rule 12(3)(b): other steps in an appeal."""

ORDER = (
    LawfulException(
        "X44a",
        "Exceptional personal circumstances affected the child, their parent or the young person in the period.",
        "SI 2014/1530 reg 44(3)",
        SECONDARY,
    ),
    LawfulException(
        "X44b",
        "The child, their parent or the young person was away from the local authority’s area for at least two "
        "weeks in a row within the period (two, not four).",
        "SI 2014/1530 reg 44(3)",
        SECONDARY,
        OpensOn.ABSENCE,
        TWO_WEEKS,
    ),
    LawfulException(
        "X44c",
        "The parent or young person says they want to comment on the plan after the 15-day window has ended.",
        "SI 2014/1530 reg 44(3)",
        SECONDARY,
    ),
)
"""SI 2014/1530 reg 44(3): carrying out a Tribunal order. Read only as HM Courts and Tribunals Service sums it up."""
