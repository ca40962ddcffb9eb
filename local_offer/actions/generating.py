"""A made-up directory of any size for measuring: realistic in how often words, terms and places occur.

Words follow a steep curve, as in any language: a few are in most entries, most are in a few. Entries
crowd in towns and thin out between them. Nothing here is real; it is never loaded where families read.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import grid
from dco_portal.common.clock import now, today
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.actions import indexing, vocabulary
from local_offer.actions.content import sort_name
from local_offer.models import (
    Body,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
)
from local_offer.vocabulary import NAMESPACE, TAXONOMIES, term_id

SOURCE = "made-listings"
BATCH = 1_000
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
# Towns of nowhere: how much of the directory is there, and where (metres of the National Grid).
TOWNS = 40
SPREAD = 4_000  # metres around a town's middle


@lru_cache(maxsize=1)
def rare_words() -> tuple[Sequence[str], Sequence[float]]:
    """Twelve thousand made-up words and how likely each is, the n-th one n-th as likely as the first."""
    words = [a + b + c for a in STEMS for b in STEMS[:20] for c in ENDS]
    random.Random(SEED).shuffle(words)
    return words, list(accumulate(1 / (rank + 2) for rank in range(len(words))))


@lru_cache(maxsize=1)
def towns() -> tuple[list[tuple[str, int, int]], list[float]]:
    """Towns with their middles, and how likely an entry is there: the second half as likely as the first."""
    dice = random.Random(SEED)
    found = [
        (f"{dice.choice(STEMS).title()}{dice.choice(('ton', 'ford', 'bury', 'ham', 'ley'))} {number}",
         dice.randrange(330_000, 430_000), dice.randrange(110_000, 290_000))
        for number in range(TOWNS)
    ]  # fmt: skip
    return found, list(accumulate(1 / (rank + 1) for rank in range(TOWNS)))


def sentence(dice: random.Random, length: int) -> str:
    """Half common words, half from the long tail."""
    words, weights = rare_words()
    found = [
        dice.choice(COMMON) if common else dice.choices(words, cum_weights=weights)[0]
        for common in (dice.random() < 0.5 for _ in range(length))
    ]
    return " ".join(found).capitalize() + "."


@transaction.atomic
def make(*, by: User | None, start: int, end: int) -> int:
    """Make the entries with these numbers (the same ones every time) and show them in search; how many."""
    made = list(_numbered(start, end))
    if not made:
        return 0
    for model in (Location, Service, ServiceAtLocation, ServiceTerm, Schedule, Language):
        model._default_manager.bulk_create(
            [row for rows in made for row in rows if type(row) is model], batch_size=BATCH
        )
    indexing.refresh(row.pk for rows in made for row in rows if isinstance(row, Service))
    audit.record("local_offer.listings_made", by=by, count=len(made))
    return len(made)


def fill(*, by: User | None, size: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Bring the made-up entries to `size`, a thousand in a transaction; how many were added."""
    vocabulary.ensure(by=by)
    have = Service.objects.filter(source=SOURCE).count()
    added = 0
    for start in range(have, size, BATCH):
        added += make(by=by, start=start, end=min(start + BATCH, size))
        progress(start + BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE local_offer_searchrow")
    return added


def _bodies() -> list[Body]:
    """Two hundred made-up organisations of every type."""
    kinds = list(Body.Type.values)
    Body.objects.bulk_create(
        [
            Body(
                id=uuid.uuid5(NAMESPACE, f"{SOURCE}/body/{number}"), type=kinds[number % len(kinds)],
                name=f"{STEMS[number % 30].title()} {WHAT[number % 43].title()} Trust {number}",
                slug=f"made-body-{number}", description="Made up for measuring.", source=SOURCE, external_id=str(number),
            )
            for number in range(200)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return list(Body.objects.filter(source=SOURCE).order_by("slug"))


def _authorities() -> list[Organisation]:
    rows = Organisation.objects.filter(kind=OrganisationKind.LA).order_by("slug")
    return list(rows[:6]) or [
        Organisation.objects.create(
            kind=OrganisationKind.LA, name="Made-up Council", slug="made-up-council"
        )
    ]


def _numbered(start: int, end: int) -> Iterator[list[Any]]:
    bodies, authorities = _bodies(), _authorities()
    for number in range(start, end):
        yield _entry(number, bodies[number % len(bodies)], authorities[number % len(authorities)])


def _entry(number: int, body: Body, authority: Organisation) -> list[Any]:
    """One entry with its rows, from its number alone."""
    dice = random.Random(SEED * 1_000_003 + number)
    what, moment, day = dice.choice(WHAT), now(), today()
    name = f"{dice.choice(towns()[0])[0].rsplit(' ', 1)[0]} {what} {dice.choice(HOW)} {number}"
    youngest = dice.choice((None, 0, 0, 2, 4, 5, 8, 11, 14, 16))
    service = Service(
        id=uuid.uuid5(NAMESPACE, f"{SOURCE}/{number}"), body=body, local_authority=authority,
        state=Service.State.PUBLISHED, name=name, name_sort=sort_name(name), slug=f"made-{slugify(name)[:120]}",
        summary=f"{what.capitalize()}: {sentence(dice, 10)}"[:300],
        description=" ".join(sentence(dice, 14) for _ in range(dice.randrange(3, 9))),
        who_for=sentence(dice, 12), how_to_get_it=sentence(dice, 10), referral=dice.choice(Service.Referral.values),
        self_referral=dice.random() < 0.4, cost=dice.choices(Service.Cost.values, (60, 15, 25))[0],
        minimum_age=youngest, maximum_age=None if dice.random() < 0.3 else (youngest or 0) + dice.choice((3, 6, 9)),
        is_health=dice.random() < 0.25, published_at=moment, modified_at=moment, version=1,
        checked_on=day - dt.timedelta(days=int(dice.expovariate(1 / 200))), completeness=dice.randrange(30, 101),
        review_by=day + dt.timedelta(days=dice.randrange(-30, 365)), source=SOURCE, external_id=str(number),
    )  # fmt: skip
    rows: list[Any] = [service]
    for taxonomy, most in (("need", 2), ("stage", 2), ("type", 2), ("pathway", 1)):
        words = [word.code for word in TAXONOMIES[taxonomy].terms]
        # The first terms of a list are the more frequent ones.
        codes = {
            words[min(int(dice.expovariate(0.35)), len(words) - 1)]
            for _ in range(dice.randint(1, most))
        }
        rows += [
            ServiceTerm(service=service, term_id=term_id(taxonomy, code)) for code in sorted(codes)
        ]
    for _ in range(dice.choices((0, 1, 2, 4), (20, 60, 15, 5))[0]):
        location = _location(dice)
        rows += [location, ServiceAtLocation(service=service, location=location)]
    if dice.random() < 0.7:
        days = sorted(dice.sample(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), dice.randint(1, 3)))
        rows.append(Schedule(service=service, days=",".join(days)))
    if dice.random() < 0.1:
        code = dice.choice(("pl", "ur", "pa", "ro", "bfi", "so"))
        rows.append(Language(service=service, code=code, name=code))
    return rows


def _location(dice: random.Random) -> Location:
    found, weights = towns()
    town, east, north = dice.choices(found, cum_weights=weights)[0]
    easting, northing = round(dice.gauss(east, SPREAD)), round(dice.gauss(north, SPREAD))
    # Near enough for measuring: degrees are drawn from metres by one straight line.
    latitude, longitude = _degrees(easting, northing)
    return Location(
        name=f"{town} hall", city=town, county="Madeshire", postcode="ZZ1 1ZZ", easting=easting, northing=northing,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _corner() -> tuple[float, float]:
    return grid.to_latlong(380_000, 200_000)


def _degrees(easting: int, northing: int) -> tuple[float, float]:
    latitude, longitude = _corner()
    return latitude + (northing - 200_000) / 111_200, longitude + (easting - 380_000) / 69_500
