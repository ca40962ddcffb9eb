"""Advice for the demo cases: invented, but written as good advice is written."""

import datetime as dt
from typing import Any

Content = dict[str, dict[str, Any]]


def speech_and_language(name: str, seen: dt.date, review: dt.date) -> Content:
    """Sections of a speech and language therapist's advice, keyed as `ehcp.advice` names them."""
    return {
        "seen": {"how": "seen", "on": seen.isoformat(), "earlier": "A school visit the month before.",
                 "by": "The author", "place": "Clinic and classroom", "records": "Service records since referral."},
        "views": {"child": f"{name} pointed to pictures of friends and the sand tray and said “more play”.",
                  "child_how": "Talking with picture cards, and watching play.",
                  "family": "Talking at home has grown since the summer. Being understood by others is the worry.",
                  "discussed_on": seen.isoformat(), "discussed_with": "The parent, by video"},
        "strengths": {"strengths": f"{name} watches others closely, enjoys songs with actions and uses pictures well."},
        "needs": {"none": False, "none_reason": "", "rows": [
            {"need": "Understands short sentences of two key words; longer instructions are lost.",
             "impact": "Misses what to do next when the whole class is told, and waits to copy others.", "related": "sen"},
            {"need": "Speech is hard for people outside the family to understand.",
             "impact": "Other children turn away before the message is clear, so play ends early.", "related": "sen"},
        ]},
        "outcomes": {"rows": [
            {"outcome": "Follows an instruction with three key words in class, four times out of five.",
             "by": review.isoformat(), "needs": ["need.1"]},
            {"outcome": "Is understood by a familiar adult at school in short talks about the here and now.",
             "by": review.isoformat(), "needs": ["need.2"]},
        ]},
        "provision": {"none": False, "none_reason": "", "rows": [
            {"what": "A language programme in small steps, delivered by a trained teaching assistant.",
             "who": "Teaching assistant trained by a registered speech and language therapist",
             "how_often": "Three times a week", "how_long": "20 minutes each time, for three terms",
             "where": "School, in a quiet room", "review_on": review.isoformat(), "section": "F",
             "section_reason": "It teaches language.", "meets": ["need.1", "outcome.1"]},
            {"what": "Direct therapy for speech sounds, with practice for home.",
             "who": "Registered speech and language therapist",
             "how_often": "Once a fortnight", "how_long": "45 minutes each time, 12 sessions",
             "where": "School", "review_on": review.isoformat(), "section": "F",
             "section_reason": "It trains speech.", "meets": ["need.2", "outcome.2"]},
        ]},
        "agreement": {"child": "agreed", "child_on": seen.isoformat(), "parent": "agreed",
                      "parent_on": seen.isoformat(), "provider": "agreed", "provider_on": seen.isoformat()},
    }  # fmt: skip


def paediatrics(name: str, seen: dt.date, review: dt.date) -> Content:
    """Sections of a community paediatrician's advice."""
    return {
        "seen": {"how": "seen", "on": seen.isoformat(), "earlier": "", "by": "The author",
                 "place": "Child development centre", "records": "Hospital letters of the last two years."},
        "views": {"child": f"{name} likes the trampoline and does not like noisy rooms.",
                  "child_how": "Watching, and what the parent explained.",
                  "family": "Sleep is broken most nights and the days are hard after it.",
                  "discussed_on": seen.isoformat(), "discussed_with": "The parent, in clinic"},
        "strengths": {"strengths": f"{name} is physically active, affectionate and remembers routes and routines."},
        "needs": {"none": False, "none_reason": "", "rows": [
            {"need": "Wakes three to four times most nights and is tired by midday.",
             "impact": "Attention in the afternoon is short; learning is best before eleven o’clock.", "related": "sen"},
            {"need": "Mild asthma, well controlled with a preventer inhaler.",
             "impact": "None in the classroom; breathless in cold weather when running.", "related": "other"},
        ]},
        "outcomes": {"rows": [
            {"outcome": "Sleeps six hours without a break on five nights of seven.", "by": review.isoformat(),
             "needs": ["need.1"]},
        ]},
        "provision": {"none": False, "none_reason": "", "rows": [
            {"what": "A sleep plan with the family, and review of the medicine that helps sleep.",
             "who": "Community children’s nurse and community paediatrician",
             "how_often": "Monthly for three months, then once a term", "how_long": "30 minutes each time, one year",
             "where": "At home or by telephone", "review_on": review.isoformat(), "section": "G",
             "section_reason": "It is health care: it does not educate or train.", "meets": ["need.1", "outcome.1"]},
        ]},
        "agreement": {"child": "not_asked", "child_on": "", "parent": "agreed", "parent_on": seen.isoformat(),
                      "provider": "agreed", "provider_on": seen.isoformat()},
    }  # fmt: skip
