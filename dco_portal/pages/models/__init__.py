"""Guidance pages with their versions, and the publications library. Nothing here is about a person."""

from dco_portal.pages.models.page import Block, GuidancePage, PageVersion, Section
from dco_portal.pages.models.publication import Publication, PublicationVersion

__all__ = [
    "Block",
    "GuidancePage",
    "PageVersion",
    "Publication",
    "PublicationVersion",
    "Section",
]
