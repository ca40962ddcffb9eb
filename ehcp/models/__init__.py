"""Requests for health advice, the services' contributions, and how both came and went."""

from ehcp.models.contribution import AdviceVersion, Contribution, LawfulException, ReturnComment
from ehcp.models.correction import DateCorrection
from ehcp.models.intake import ConsiderNotice, RequestDraft, RequestImport, ServiceCheck
from ehcp.models.request import (
    AdviceRequest,
    ExistingAdvice,
    KnownService,
    Message,
    Pack,
    StateChange,
)

__all__ = [
    "AdviceRequest", "AdviceVersion", "ConsiderNotice", "Contribution", "DateCorrection", "ExistingAdvice", "KnownService",
    "LawfulException", "Message", "Pack", "RequestDraft", "RequestImport", "ReturnComment", "ServiceCheck",
    "StateChange",
]  # fmt: skip
