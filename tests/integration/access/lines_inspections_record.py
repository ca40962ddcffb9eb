"""The access matrix’s lines of inspections: record."""

from tests.integration.access.table import Line

LINES: list[Line] = []
ELSEWHERE: dict[str, str] = {}
