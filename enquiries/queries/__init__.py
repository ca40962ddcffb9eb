"""What other apps may ask of enquiries: plain values, no model instances."""

from enquiries.queries.case import Handover, chronology, gap_links, handover, labels
from enquiries.queries.diagrams import diagrams
from enquiries.queries.papers import papers

__all__ = ["Handover", "chronology", "diagrams", "gap_links", "handover", "labels", "papers"]
