"""The access matrix’s lines of pages."""

from tests.integration.access.table import Line

LINES: list[Line] = []
ELSEWHERE: dict[str, str] = {}
