"""The search columns: what the desk and the public find by words."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from enquiries.models import Answer, AnswerVersion, Enquiry, Message
from enquiries.queries.thread import joined
from enquiries.queries.words import CONFIG

MOST = 100_000  # characters of a thread that are searched; Postgres holds a megabyte of lexemes


def index(enquiry: Enquiry) -> None:
    """Bring an enquiry's search column up to date: subject first, then what both sides wrote."""
    said = Message.objects.filter(enquiry__in=joined(enquiry)).order_by("-created_at")
    text = "\n".join(said.values_list("text", flat=True)[:200])[:MOST]
    Enquiry.objects.filter(pk=enquiry.pk).update(
        search=SearchVector(Value(enquiry.subject), weight="A", config=CONFIG)
        + SearchVector(Value(text), weight="B", config=CONFIG)
    )


def index_answer(answer: Answer, live: AnswerVersion) -> None:
    """Bring a published answer's search column up to date: the question weighs more than the answer."""
    about = " ".join(
        [answer.get_topic_display(), answer.get_service_display() if answer.service else ""]
    )
    Answer.objects.filter(pk=answer.pk).update(
        search=SearchVector(Value(live.question), weight="A", config=CONFIG)
        + SearchVector(Value(about), weight="B", config=CONFIG)
        + SearchVector(Value(live.text), weight="C", config=CONFIG)
    )
