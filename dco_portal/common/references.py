"""Human-readable references: prefix, year, six digits, such as EHC-2026-000123."""

from django.db import connection

from dco_portal.common.clock import today


def next_reference(prefix: str) -> str:
    """The next reference of a series. Gaps can occur when a transaction is rolled back elsewhere.

    One upsert takes the row lock, so two requests in the same moment never get the same number.
    """
    series = f"{prefix}-{today().year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_counter (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = common_counter.last + 1 RETURNING last",
            [series],
        )
        return f"{series}-{cursor.fetchone()[0]:06d}"
