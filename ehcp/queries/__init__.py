"""What other apps may ask of this one: plain values, no model instances."""

from ehcp.queries.case import chronology, labels
from ehcp.queries.diagrams import diagrams
from ehcp.queries.papers import papers

__all__ = ["chronology", "diagrams", "labels", "papers"]
