"""A contribution's advice: its shape, what is missing from it, and its words. Pure: no Django, no "now"."""

from ehcp.advice.faults import Fault, faults
from ehcp.advice.regulators import REGULATORS, number_fault, tidy
from ehcp.advice.shape import (
    PAGES,
    PARTIES,
    SECTIONS,
    STRUCTURED,
    UPLOAD,
    VERSION,
    Content,
    Field,
    Section,
    add_row,
    blank,
    link_choices,
    remove_row,
    rows,
    section_of,
    sections,
    without_notes,
)
from ehcp.advice.words import Block, Line, blocks, by_section, differences, title_of

__all__ = [
    "PAGES", "PARTIES", "REGULATORS", "SECTIONS", "STRUCTURED", "UPLOAD", "VERSION", "Block", "Content", "Fault",
    "Field", "Line", "Section", "add_row", "blank", "blocks", "by_section", "differences", "faults", "link_choices",
    "number_fault", "remove_row", "rows", "section_of", "sections", "tidy", "title_of", "without_notes",
]  # fmt: skip
