"""The directory's own terms: five taxonomies, pure data. Their ids are the same in every installation.

*need* follows the four areas of the SEND Code of Practice; *stage* the ages 0 to 25 in four steps.
Editors may add terms in the reference data; these stay.
"""

import uuid
from typing import NamedTuple

NAMESPACE = uuid.UUID("5d0c1f6e-6d1e-4a53-9c3b-2f6f0f0e7a10")


class Word(NamedTuple):
    """One term: code, name, description; the code of its parent, or ""."""

    code: str
    name: str
    description: str
    parent: str = ""


class Set(NamedTuple):
    """One taxonomy: name, description, terms."""

    name: str
    description: str
    terms: tuple[Word, ...]


TAXONOMIES: dict[str, Set] = {
    "need": Set(
        "Area of need",
        "The four areas of need of the SEND Code of Practice.",
        (
            Word(
                "communication-interaction",
                "Communication and interaction",
                "Speech, language and communication needs, and autism.",
            ),
            Word(
                "cognition-learning",
                "Cognition and learning",
                "Learning more slowly than others, or specific difficulties such as dyslexia.",
            ),
            Word(
                "semh",
                "Social, emotional and mental health",
                "Anxiety, low mood, attachment, behaviour that worries, or ADHD.",
            ),
            Word(
                "sensory-physical",
                "Sensory and physical needs",
                "Sight, hearing, both, or a physical disability or health condition.",
            ),
        ),
    ),
    "stage": Set(
        "Age stage",
        "Where a child or young person is on the way from birth to 25.",
        (
            Word("early-years", "Early years", "From birth until school, up to 5."),
            Word("school", "School age", "From 5 to 16."),
            Word(
                "adulthood",
                "Preparing for adulthood",
                "From 14: work, independence, friends, health.",
            ),
            Word(
                "adult-services",
                "Moving to adult services",
                "From 16 to 25: the change from children’s to adult health and care.",
            ),
        ),
    ),
    "type": Set(
        "Type of service",
        "What kind of help a service gives.",
        (
            Word("health", "Health", "NHS and other health services."),
            Word("therapy", "Therapies", "Speech and language, occupational and physiotherapy.", "health"),
            Word(
                "mental-health",
                "Mental health and wellbeing",
                "Help with feelings, worries and mental illness.",
                "health",
            ),
            Word("diagnosis", "Assessment and diagnosis", "Finding out what a child’s needs are.", "health"),
            Word("nursing", "Nursing and public health", "Health visitors, school and community nurses.", "health"),
            Word("hospital", "Hospital services", "Clinics and wards in a hospital.", "health"),
            Word("education", "Education and learning", "Settings, schools, colleges and specialist teachers."),
            Word("early-support", "Early years support", "Help before school.", "education"),
            Word("social-care", "Social care", "Disability teams, direct payments, short breaks."),
            Word("short-breaks", "Short breaks and respite", "A rest for carers and a good time for the child.", "social-care"),
            Word("advice", "Information, advice and advocacy", "Impartial advice, help to be heard."),
            Word("family", "Parent and family support", "Groups, courses and help at home."),
            Word("leisure", "Leisure and activities", "Sport, clubs, play and holidays."),
            Word("money", "Money and benefits", "Benefits, grants and personal budgets."),
            Word("transport", "Travel", "Getting to school, clinics and activities."),
            Word("equipment", "Equipment and home changes", "Wheelchairs, aids and adaptations."),
            Word("employment", "Training and work", "Supported internships, training and jobs."),
            Word("housing", "Housing and independent living", "Places to live and help to live there."),
        ),
    ),
    "pathway": Set(
        "Pathway",
        "What a family may be waiting for: services on the same path share a page about support while waiting.",
        (
            Word("autism", "Autism", "Finding out about autism, and help before and after."),
            Word("adhd", "ADHD", "Finding out about ADHD, and help before and after."),
            Word("speech-language", "Speech, language and communication", "Talking, understanding, stammering."),
            Word("physical-development", "Movement and physical development", "Moving, sitting, walking, using hands."),
            Word("mental-health", "Emotional wellbeing and mental health", "Worries, low mood, self-harm, eating."),
            Word("learning-disability", "Learning disability", "Learning, understanding and living well with a learning disability."),
            Word("hearing", "Hearing", "Hearing loss and deafness."),
            Word("vision", "Sight", "Sight loss and blindness."),
            Word("continence", "Continence", "Bladder and bowel."),
            Word("eating-feeding", "Eating, feeding and swallowing", "Feeding difficulties and diet."),
            Word("sleep", "Sleep", "Getting to sleep and staying asleep."),
            Word("complex-health", "Complex health needs", "Long-term and life-limiting conditions."),
        ),
    ),
    "accessibility": Set(
        "Accessibility of a place",
        "What a building offers.",
        (
            Word("step-free", "Step-free access", "A way in without steps."),
            Word("accessible-toilet", "Accessible toilet", "A toilet for wheelchair users."),
            Word("changing-places", "Changing Places toilet", "With hoist and adult changing bench."),
            Word("hoist", "Hoist", "A hoist can be used."),
            Word("blue-badge", "Blue Badge parking", "Marked parking spaces nearby."),
            Word("hearing-loop", "Hearing loop", "An induction loop."),
            Word("quiet-space", "Quiet space", "A calm room or quiet times."),
            Word("lift", "Lift", "A lift to every floor that is used."),
            Word("bsl", "British Sign Language", "Staff who sign, or interpreters by arrangement."),
            Word("assistance-dogs", "Assistance dogs welcome", "Assistance dogs may come in."),
        ),
    ),
}  # fmt: skip


def taxonomy_id(code: str) -> uuid.UUID:
    """The id of one of these taxonomies."""
    return uuid.uuid5(NAMESPACE, code)


def term_id(taxonomy: str, code: str) -> uuid.UUID:
    """The id of one of these terms."""
    return uuid.uuid5(NAMESPACE, f"{taxonomy}/{code}")
