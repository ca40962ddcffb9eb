"""Loading a country's postcodes from a file: streamed by `COPY`, in flat memory, as often as one likes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from dco_portal import audit
from dco_portal.organisations.models import Organisation, OrganisationKind
from dco_portal.organisations.postcode_files import Notes, Row, batches

_ROOM = """
CREATE TEMPORARY TABLE IF NOT EXISTS postcodes_read (
    nth int, postcode text, authority text, icb text, easting int, northing int, terminated_on date
) ON COMMIT DELETE ROWS
"""
# What a file does not say stays as it was: Code-Point Open knows no ICB, a plain list no authority.
_MERGE = """
WITH put AS (
    INSERT INTO organisations_postcode AS old
        (postcode, local_authority_gss, candidates, icb_ods, easting, northing, terminated_on)
    SELECT DISTINCT ON (postcode) postcode, authority, '{}'::varchar[], icb, easting, northing, terminated_on
    FROM postcodes_read ORDER BY postcode, nth DESC
    ON CONFLICT (postcode) DO UPDATE SET
        local_authority_gss = coalesce(nullif(excluded.local_authority_gss, ''), old.local_authority_gss),
        candidates = CASE WHEN excluded.local_authority_gss = '' THEN old.candidates ELSE '{}' END,
        icb_ods = coalesce(nullif(excluded.icb_ods, ''), old.icb_ods),
        easting = coalesce(excluded.easting, old.easting),
        northing = coalesce(excluded.northing, old.northing),
        terminated_on = excluded.terminated_on
    WHERE (old.local_authority_gss, old.icb_ods, old.easting, old.northing, old.terminated_on) IS DISTINCT FROM (
        coalesce(nullif(excluded.local_authority_gss, ''), old.local_authority_gss),
        coalesce(nullif(excluded.icb_ods, ''), old.icb_ods),
        coalesce(excluded.easting, old.easting), coalesce(excluded.northing, old.northing), excluded.terminated_on)
    RETURNING (xmax = 0) AS new
)
SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE NOT new) FROM put
"""


@dataclass
class Loaded:
    """What a load did, and what it met."""

    notes: Notes
    added: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        """Postcodes that were there just so, or twice in the file."""
        return self.notes.read - self.notes.malformed - self.added - self.changed


def load(
    *, by: Any, path: Path, progress: Callable[[Loaded], None] = lambda loaded: None
) -> Loaded:
    """Read a file's postcodes into the table, some thousand in a transaction each.

    Stopped half-way it is simply run again: what is there already stays. Raises NotPostcodes, OSError.
    """
    done = Loaded(Notes())
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB).exclude(gss_code="")
    ods = dict(icbs.values_list("gss_code", "ods_code"))
    for rows in batches(path, done.notes):
        added, changed = _put(rows, ods)
        done.added += added
        done.changed += changed
        progress(done)
    audit.record(
        "organisations.postcodes_loaded", by=by, formats=", ".join(sorted(done.notes.formats)),
        read=done.notes.read, added=done.added, changed=done.changed, malformed=done.notes.malformed,
    )  # fmt: skip
    return done


def _put(rows: Sequence[Row], ods: dict[str, str]) -> tuple[int, int]:
    """How many of these were new, and how many changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROOM)
        with cursor.copy("COPY postcodes_read FROM STDIN") as copy:
            for nth, row in enumerate(rows):
                copy.write_row(
                    (nth, row.postcode, row.authority, ods.get(row.icb, ""), row.easting, row.northing, row.terminated_on)
                )  # fmt: skip
        cursor.execute(_MERGE)
        return cursor.fetchone()
