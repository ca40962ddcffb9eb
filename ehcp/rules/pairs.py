"""Making the answering half of a rule from its checking half; see `dco_portal.common.pairs`."""

from dco_portal.common.pairs import answers

__all__ = ["answers"]
