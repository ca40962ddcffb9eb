"""Human-readable references: prefix, year, six digits, such as EHC-2026-000123."""

from django.db import connection

from dco_portal.common.clock import today


def next_reference(prefix: str) -> str:
    """The next reference of a series. Gaps can occur when a transaction is rolled back elsewhere.

    One upsert takes the row lock, so two requests in the same moment never get the same number.
    """
    return next_references(prefix, 1)[0]


def next_references(prefix: str, count: int) -> list[str]:
    """That many references of a series, in order, with one statement."""
    if count < 1:
        return []
    series = f"{prefix}-{today().year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_counter (series, last) VALUES (%s, %s) "
            "ON CONFLICT (series) DO UPDATE SET last = common_counter.last + %s RETURNING last",
            [series, count, count],
        )
        last = cursor.fetchone()[0]
    return [f"{series}-{number:06d}" for number in range(last - count + 1, last + 1)]
