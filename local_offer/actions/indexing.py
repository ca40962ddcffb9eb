"""Keeping what search reads in step with the entries, inside the caller's own transaction.

Whatever changes what families see of an entry calls `refresh`. One statement per step serves any
number of entries; `rebuild` does the whole directory, a few thousand at a time.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence

from django.db import connection, transaction

from local_offer.models import KnownWord, SearchRow, Service, ServiceAtLocation, Tally

BATCH = 2_000
LOCK = 0x10CA10FF  # one at a time: the tallies never go astray and nobody waits in a circle

_GONE = """
WITH gone AS (DELETE FROM local_offer_searchrow WHERE service_id = ANY(%s) RETURNING first, codes)
INSERT INTO local_offer_tally (code, entries)
SELECT code, -count(*) FROM gone, unnest(codes || '{all}') AS code WHERE first GROUP BY code
ON CONFLICT (code) DO UPDATE SET entries = local_offer_tally.entries + excluded.entries
"""

_MADE = r"""
WITH entry AS (
    SELECT s.id, s.name, s.alternate_name, s.name_sort, s.summary, s.cost, s.referral, s.self_referral, s.is_health,
        least(coalesce(s.minimum_age, 0), 26) AS youngest, least(coalesce(s.maximum_age, 25), 25) AS oldest,
        least(s.completeness, 100) AS complete, coalesce(s.checked_on, DATE '1900-01-01') AS checked_on,
        body.name AS body, body.type AS body_type, authority.slug AS authority,
        concat_ws(' ', s.description, s.who_for, s.eligibility, s.how_to_get_it, s.what_to_expect, s.while_waiting,
            s.fees, s.easy_read) AS rest
    FROM local_offer_service s
    JOIN local_offer_body body ON body.id = s.body_id
    JOIN organisations_organisation authority ON authority.id = s.local_authority_id
    WHERE s.id = ANY(%s) AND s.state = 'published'
), term AS (
    SELECT st.service_id, array_agg(DISTINCT taxonomy.code || '/' || t.code)
            || array_agg(DISTINCT taxonomy.code || '/' || parent.code) FILTER (WHERE parent.id IS NOT NULL) AS codes,
        string_agg(DISTINCT t.name, ' ') AS names
    FROM local_offer_serviceterm st
    JOIN local_offer_term t ON t.id = st.term_id
    JOIN local_offer_taxonomy taxonomy ON taxonomy.id = t.taxonomy_id
    LEFT JOIN local_offer_term parent ON parent.id = t.parent_id
    WHERE st.service_id = ANY(%s) GROUP BY st.service_id
), place AS (
    SELECT p.service_id, p.location_id,
        CASE WHEN l.masked THEN coalesce(district.easting, round(l.easting / 5000.0)::int * 5000) ELSE l.easting END AS easting,
        CASE WHEN l.masked THEN coalesce(district.northing, round(l.northing / 5000.0)::int * 5000) ELSE l.northing END AS northing,
        row_number() OVER (PARTITION BY p.service_id ORDER BY p.created_at, p.id) AS nth
    FROM local_offer_serviceatlocation p
    JOIN local_offer_location l ON l.id = p.location_id
    LEFT JOIN organisations_postcode district
        ON l.masked AND district.postcode = split_part(l.postcode, ' ', 1) AND district.easting IS NOT NULL
    WHERE p.service_id = ANY(%s) AND l.type = 'physical' AND l.easting IS NOT NULL
), town AS (
    SELECT p.service_id, string_agg(DISTINCT concat_ws(' ', l.city, l.county), ' ') AS names,
        array_agg(DISTINCT 'town/' || btrim(regexp_replace(regexp_replace(regexp_replace(
            replace(translate(lower(l.city), '-.''’', '  '), '&', ' and '),
            '\msaint\M', 'st', 'g'), '\s+', ' ', 'g'), '^\s+', ''))) FILTER (WHERE l.city <> '') AS codes
    FROM local_offer_serviceatlocation p JOIN local_offer_location l ON l.id = p.location_id
    WHERE p.service_id = ANY(%s) GROUP BY p.service_id
), access AS (
    SELECT p.service_id, array_agg(DISTINCT 'accessibility/' || t.code) AS codes
    FROM local_offer_serviceatlocation p
    JOIN local_offer_accessibility a ON a.location_id = p.location_id
    JOIN local_offer_term t ON t.id = a.term_id
    WHERE p.service_id = ANY(%s) GROUP BY p.service_id
), day AS (
    SELECT service_id, array_agg(DISTINCT 'day/' || day) AS codes
    FROM local_offer_schedule, unnest(string_to_array(days, ',')) AS day
    WHERE service_id = ANY(%s) AND day <> '' GROUP BY service_id
), tongue AS (
    SELECT service_id, array_agg(DISTINCT 'language/' || code) AS codes, string_agg(DISTINCT name, ' ') AS names
    FROM local_offer_language WHERE service_id = ANY(%s) GROUP BY service_id
), area AS (
    SELECT a.service_id, array_agg(DISTINCT 'area/' || o.slug) FILTER (WHERE o.id IS NOT NULL) AS codes,
        string_agg(DISTINCT a.name, ' ') AS names
    FROM local_offer_area a LEFT JOIN organisations_organisation o ON o.id = a.local_authority_id
    WHERE a.service_id = ANY(%s) GROUP BY a.service_id
), whole AS (
    SELECT entry.*, concat_ws(' ', entry.name, entry.alternate_name) AS called,
        concat_ws(' ', entry.name, entry.alternate_name, entry.summary, entry.body, term.names) AS head,
        concat_ws(' ', entry.rest, town.names, tongue.names, area.names) AS tail,
        ARRAY(SELECT DISTINCT code FROM unnest(
            coalesce(term.codes, '{}') || coalesce(town.codes, '{}') || coalesce(access.codes, '{}')
            || coalesce(day.codes, '{}') || coalesce(tongue.codes, '{}') || coalesce(area.codes, '{}')
            || ARRAY(SELECT 'age/' || age FROM generate_series(entry.youngest, entry.oldest) AS age)
            || ARRAY['area/' || entry.authority, 'cost/' || entry.cost, 'body/' || entry.body_type]
            || CASE WHEN entry.referral <> '' THEN ARRAY['referral/' || entry.referral] ELSE '{}' END
            || CASE WHEN entry.self_referral OR entry.referral IN ('self', 'open') THEN '{flag/self_referral}'::text[] ELSE '{}' END
            || CASE WHEN entry.is_health THEN '{flag/health_only}'::text[] ELSE '{}' END
            || CASE WHEN entry.id IN (SELECT service_id FROM place) THEN '{}'::text[] ELSE '{anywhere}' END
        ) AS code WHERE code IS NOT NULL) AS codes
    FROM entry
    LEFT JOIN term ON term.service_id = entry.id LEFT JOIN town ON town.service_id = entry.id
    LEFT JOIN access ON access.service_id = entry.id LEFT JOIN day ON day.service_id = entry.id
    LEFT JOIN tongue ON tongue.service_id = entry.id LEFT JOIN area ON area.service_id = entry.id
), made AS (
    INSERT INTO local_offer_searchrow (service_id, location_id, first, easting, northing, name_words, head_words, words,
        codes, lag, name_sort, checked_on)
    SELECT whole.id, place.location_id, coalesce(place.nth, 1) = 1, place.easting, place.northing,
        strip(to_tsvector('english', called)), strip(to_tsvector('english', left(head, 20000))),
        strip(to_tsvector('english', left(head || ' ' || tail, 60000))),
        codes, 100 - complete, name_sort, checked_on
    FROM whole LEFT JOIN place ON place.service_id = whole.id
    RETURNING first, codes
), told AS (
    INSERT INTO local_offer_knownword (word)
    SELECT DISTINCT word FROM whole, regexp_split_to_table(lower(left(head, 20000)), '[^[:alpha:]]+') AS word
    WHERE length(word) BETWEEN 3 AND 40
    ON CONFLICT DO NOTHING
)
INSERT INTO local_offer_tally (code, entries)
SELECT code, count(*) FROM made, unnest(codes || '{all}') AS code WHERE first GROUP BY code
ON CONFLICT (code) DO UPDATE SET entries = local_offer_tally.entries + excluded.entries
"""


def refresh(service_ids: Iterable[uuid.UUID]) -> None:
    """Make search show these entries as they are now, or no longer. Call it last, in the same transaction."""
    ids = list(service_ids)
    if not ids:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_GONE, [ids])
        cursor.execute(_MADE, [ids] * _MADE.count("%s"))


def at(locations: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The entries at any of these locations."""
    rows = ServiceAtLocation.objects.filter(location__in=list(locations))
    return set(rows.values_list("service_id", flat=True))


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make the whole index anew and forget words that no entry uses any more; the number of entries.

    Families search the old one meanwhile: each batch is a transaction of its own.
    """
    done = 0
    with transaction.atomic():
        gone = SearchRow.objects.exclude(service__state=Service.State.PUBLISHED)
        refresh(set(gone.values_list("service_id", flat=True)))
        KnownWord.objects.all().delete()
    for batch in _batches():
        refresh(batch)
        done += len(batch)
        progress(done)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        Tally.objects.all().delete()
        cursor.execute(
            "INSERT INTO local_offer_tally (code, entries) SELECT code, count(*) "
            "FROM local_offer_searchrow, unnest(codes || '{all}') AS code WHERE first GROUP BY code"
        )
    return done


def _batches() -> Iterable[Sequence[uuid.UUID]]:
    """Ids of the public entries, some at a time."""
    last = uuid.UUID(int=0)
    while True:
        rows = Service.objects.public().filter(pk__gt=last).order_by("pk")
        batch = list(rows.values_list("pk", flat=True)[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]
