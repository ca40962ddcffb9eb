"""Reads of the Local Offer: plain values to other apps.

`near` is for other features' forms; the rest is the directory's own.
"""

from local_offer.queries.near import Suggestion, near

__all__ = ["Suggestion", "near"]
