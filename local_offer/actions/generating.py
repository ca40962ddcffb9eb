"""A made-up directory of any size for measuring: realistic in how often words, terms and places occur.

Words follow a steep curve, as in any language: the n-th is an n-th as frequent as the first. Entries
crowd in towns and thin out between them. All is drawn in the database, a batch of numbers at a time,
which is a hundred times faster than sending it there. Nothing of it is real.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.actions import indexing, vocabulary
from local_offer.models import Body, SearchRow, Service
from local_offer.vocabulary import TAXONOMIES, term_id

SOURCE = "made-listings"
BATCH = 5_000
SEED = 20_26
WHAT = (
    "autism,speech and language,sleep,feeding,hearing,sight,mobility,behaviour,anxiety,ADHD,continence,epilepsy,"
    "dyslexia,sensory,communication,learning disability,mental health,short breaks,wheelchair,swimming,music,art,drama,"
    "football,cycling,horse riding,gardening,cooking,dance,climbing,sailing,chess,coding,play,nursery,childminding,"
    "travel training,supported internship,independent living,benefits advice,advocacy,equipment,home adaptation"
).split(",")
HOW = (
    "group,service,clinic,club,drop-in,course,team,centre,session,programme,workshop,helpline,assessment,therapy,"
    "nursing,outreach,project,network,forum,scheme"
).split(",")
COMMON = (
    "children young people families support help with needs and can we offer sessions for parents carers staff school "
    "home group week time friendly special educational disabilities together information advice local community"
).split()
STEMS = (
    "bal,cor,den,far,gos,hal,jun,kel,lam,mor,nel,pon,quil,ros,sil,tam,ul,ver,win,yar,zel,bri,cla,dro,fle,gra,plu,sha,"
    "tre,whi"
).split(",")
ENDS = (
    "ing,er,ment,ness,able,ation,ly,age,ship,ful,est,ism,ity,ous,ward,wise,let,dom,hood,ade".split(
        ","
    )
)
TOWNS = 40
FREQUENT_FIRST = (("need", 2), ("stage", 2), ("type", 2), ("pathway", 1))

_ENTRIES = """
WITH drawn AS MATERIALIZED (
    SELECT number, md5('made-listings/' || number)::uuid AS id, (%(what)s::text[])[1 + floor(random() * 43)::int] AS what,
        (%(how)s::text[])[1 + floor(random() * 20)::int] AS how,
        (%(stems)s::text[])[1 + floor(random() * 30)::int] || (%(ends)s::text[])[1 + floor(random() * 20)::int] AS first,
        (SELECT string_agg(CASE WHEN random() < 0.5 THEN (%(common)s::text[])[1 + floor(random() * 33)::int] ELSE
            (%(stems)s::text[])[1 + r %% 30] || (%(stems)s::text[])[1 + r / 30 %% 20] || (%(ends)s::text[])[1 + r / 600 %% 20] END, ' ')
         FROM (SELECT floor(exp(random() * ln(12000)))::int AS r FROM generate_series(1, 60 + number %% 70)) AS word) AS text,
        nullif((ARRAY[-1, 0, 0, 2, 4, 5, 8, 11, 14, 16])[1 + floor(random() * 10)::int], -1) AS youngest
    FROM generate_series(%(start)s, %(end)s - 1) AS number
)
INSERT INTO local_offer_service (id, created_at, updated_at, source, external_id, body_id, local_authority_id, state, status,
    name, name_sort, slug, alternate_name, summary, description, who_for, eligibility, referral, how_to_get_it, self_referral,
    what_to_expect, waiting_time, while_waiting, cost, fees, minimum_age, maximum_age, is_health, website, email, complaints,
    easy_read, alert, published_at, modified_at, checked_on, checked_by_role, review_by, completeness, version)
SELECT id, now(), now(), 'made-listings', number::text, (%(bodies)s::uuid[])[1 + number %% %(body_count)s],
    (%(authorities)s::uuid[])[1 + number %% %(authority_count)s], 'published', 'active', initcap(first) || ' ' || what || ' ' || how || ' ' || number,
    lower(first || ' ' || what || ' ' || how || ' ' || number), 'made-' || number, '', left(what || ': ' || left(text, 90), 300),
    text, '', '', (ARRAY['self', 'school', 'gp', 'professional', 'open'])[1 + floor(random() * 5)::int], '', random() < 0.4, '', '', '',
    (ARRAY['free', 'free', 'free', 'some', 'paid'])[1 + floor(random() * 5)::int], '', youngest,
    CASE WHEN random() < 0.7 THEN coalesce(youngest, 0) + 3 * (1 + floor(random() * 3)::int) END, random() < 0.25, '', '', '', '', '',
    now(), now(), current_date - floor(-200 * ln(1 - random()))::int, '', current_date + floor(random() * 395)::int - 30,
    30 + floor(random() * 71)::int, 1
FROM drawn
"""
_PLACES = """
WITH drawn AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, number, floor(exp(random() * ln(%(towns)s + 1)))::int AS town, random() + random() + random() - 1.5 AS x,
        random() + random() + random() - 1.5 AS y
    FROM generate_series(%(start)s, %(end)s - 1) AS number, generate_series(1, (ARRAY[0, 1, 1, 1, 0, 1, 2, 1, 1, 4])[1 + number * 7 %% 10])
), located AS MATERIALIZED (
    SELECT id, number, town, (%(easts)s::int[])[town] + (x * 8000)::int AS easting, (%(norths)s::int[])[town] + (y * 8000)::int AS northing
    FROM drawn
), put AS (
    INSERT INTO local_offer_location (id, created_at, updated_at, source, external_id, type, name, description, address_1, address_2,
        city, county, postcode, masked, latitude, longitude, easting, northing, travel)
    SELECT id, now(), now(), '', '', 'physical', 'Hall of town ' || town, '', '', '', 'Madetown ' || town, 'Madeshire', 'ZZ1 1ZZ', FALSE,
        51.698 + (northing - 200000) / 111200.0, -2.29 + (easting - 380000) / 69500.0, easting, northing, ''
    FROM located
)
INSERT INTO local_offer_serviceatlocation (id, created_at, updated_at, service_id, location_id, description)
SELECT gen_random_uuid(), now(), now(), md5('made-listings/' || number)::uuid, id, '' FROM located
"""
_TERMS = """
INSERT INTO local_offer_serviceterm (id, created_at, updated_at, service_id, term_id)
SELECT gen_random_uuid(), now(), now(), md5('made-listings/' || number)::uuid,
    (%(terms)s::uuid[])[1 + least(floor(-ln(1 - random()) / 0.35)::int, %(term_count)s - 1)]
FROM generate_series(%(start)s, %(end)s - 1) AS number, generate_series(1, 1 + number %% %(most)s)
ON CONFLICT DO NOTHING
"""
_DAYS = """
INSERT INTO local_offer_schedule (id, created_at, updated_at, service_id, days, description)
SELECT gen_random_uuid(), now(), now(), md5('made-listings/' || number)::uuid,
    (ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU', 'MO,WE', 'TU,TH', 'SA,SU', 'MO,TU,WE,TH,FR'])[1 + floor(random() * 11)::int], ''
FROM generate_series(%(start)s, %(end)s - 1) AS number WHERE number %% 10 < 7
"""
_LANGUAGES = """
INSERT INTO local_offer_language (id, created_at, updated_at, service_id, code, name)
SELECT gen_random_uuid(), now(), now(), md5('made-listings/' || number)::uuid, code, code
FROM generate_series(%(start)s, %(end)s - 1) AS number,
    LATERAL (SELECT (ARRAY['pl', 'ur', 'pa', 'ro', 'bfi', 'so'])[1 + number / 10 %% 6] AS code) AS spoken
WHERE number %% 10 = 3
"""


@lru_cache(maxsize=1)
def towns() -> list[tuple[int, int]]:
    """The middles of towns of nowhere, in metres; the n-th has an n-th as many entries as the first."""
    dice = random.Random(SEED)
    return [
        (dice.randrange(330_000, 430_000), dice.randrange(110_000, 290_000)) for _ in range(TOWNS)
    ]


def word(rank: int) -> str:
    """The made-up word of a rank from 1; the higher, the rarer."""
    return STEMS[rank % 30] + STEMS[rank // 30 % 20] + ENDS[rank // 600 % 20]


@transaction.atomic
def make(*, by: User | None, start: int, end: int) -> int:
    """Make the entries with these numbers and show them in search; how many."""
    values: dict[str, Any] = {
        "start": start, "end": end, "what": WHAT, "how": HOW, "common": COMMON, "stems": STEMS, "ends": ENDS,
        "towns": TOWNS, "easts": [east for east, _ in towns()], "norths": [north for _, north in towns()],
        **_owners(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [start % 997 / 997])
        for statement in (_ENTRIES, _PLACES, _DAYS, _LANGUAGES):
            cursor.execute(statement, values)
        for taxonomy, most in FREQUENT_FIRST:
            ids = [term_id(taxonomy, each.code) for each in TAXONOMIES[taxonomy].terms]
            cursor.execute(_TERMS, {**values, "terms": ids, "term_count": len(ids), "most": most})
    numbers = [str(number) for number in range(start, end)]
    rows = Service.objects.filter(source=SOURCE, external_id__in=numbers)
    indexing.refresh(rows.values_list("pk", flat=True))
    audit.record("local_offer.listings_made", by=by, count=end - start)
    return end - start


def fill(*, by: User | None, size: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Bring the made-up entries to `size`, some thousand in a transaction; how many were added."""
    vocabulary.ensure(by=by)
    have = Service.objects.filter(source=SOURCE).count()
    with _words_indexed_afterwards() if size - have > BATCH else nullcontext():
        for start in range(have, size, BATCH):
            end = min(start + BATCH, size)
            make(by=by, start=start, end=end)
            progress(end)
    return max(size - have, 0)


@contextmanager
def _words_indexed_afterwards() -> Iterator[None]:
    """The index of words is made whole at the end: ten times faster than row by row."""
    index = next(each for each in SearchRow._meta.indexes if each.name == "search_words")
    with connection.schema_editor() as editor:
        editor.remove_index(SearchRow, index)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '256MB'")
        with connection.schema_editor() as editor:
            editor.add_index(SearchRow, index)


def _owners() -> dict[str, Any]:
    """Two hundred made-up organisations, and up to six authorities (a made-up one where there is none)."""
    kinds = list(Body.Type.values)
    Body.objects.bulk_create(
        [
            Body(
                type=kinds[number % len(kinds)], name=f"{STEMS[number % 30].title()} {WHAT[number % 43].title()} Trust",
                slug=f"made-body-{number}", description="Made up for measuring.", source=SOURCE, external_id=str(number),
            )
            for number in range(200)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    bodies = list(Body.objects.filter(source=SOURCE).order_by("slug").values_list("pk", flat=True))
    rows = Organisation.objects.filter(kind=OrganisationKind.LA).order_by("slug")
    if not rows.exists():
        Organisation.objects.create(kind=OrganisationKind.LA, name="Made-up Council", slug="made-up-council")  # fmt: skip
    authorities = list(rows.values_list("pk", flat=True)[:6])
    return {
        "bodies": bodies, "body_count": len(bodies), "authorities": authorities, "authority_count": len(authorities),
    }  # fmt: skip
