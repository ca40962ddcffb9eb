"""The access matrix’s lines of local offer."""

from tests.integration.access.table import Line

LINES: list[Line] = []
ELSEWHERE: dict[str, str] = {}
