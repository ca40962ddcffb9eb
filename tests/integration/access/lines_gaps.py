"""The access matrix’s lines of gaps."""

from tests.integration.access.table import Line

LINES: list[Line] = []
ELSEWHERE: dict[str, str] = {}
