"""Enquiries, their threads, what specialists said, and the answers published from them."""

from enquiries.models.answer import Answer, AnswerVersion
from enquiries.models.enquiry import Enquiry, PrivateLink, Signpost, StateChange
from enquiries.models.thread import HeldMessage, Message, Source, SpecialistAsk, Template

__all__ = [
    "Answer", "AnswerVersion", "Enquiry", "HeldMessage", "Message", "PrivateLink", "Signpost", "Source",
    "SpecialistAsk", "StateChange", "Template",
]  # fmt: skip
