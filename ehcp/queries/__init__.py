"""What other apps may ask of this one: plain values, no model instances."""

from ehcp.queries.case import chronology, labels

__all__ = ["chronology", "labels"]
