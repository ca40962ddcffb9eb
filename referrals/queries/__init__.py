"""What pages and other apps read of notifications, within the reader's scope."""

from referrals.queries.case import chronology, labels
from referrals.queries.diagrams import diagrams
from referrals.queries.papers import papers

__all__ = ["chronology", "diagrams", "labels", "papers"]
