"""The access matrix’s lines of referrals."""

from tests.integration.access.table import Line

LINES: list[Line] = []
ELSEWHERE: dict[str, str] = {}
