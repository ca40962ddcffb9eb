"""The filters' options with counts: AND between groups, OR within, a group never counted against itself.

A count is exact while the set it is taken from has no more than `CAP` entries; of a larger set it is
taken from a part and shown as "412+". Without a question the maintained tally answers for the whole
directory.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

from django.conf.locale import LANG_INFO
from django.db import connection

from dco_portal.organisations.models import Organisation
from local_offer.models import Service, Tally, Term
from local_offer.queries.search import sql
from local_offer.queries.search.params import FLAGS, GROUPS, Params
from local_offer.queries.search.results import CAP, Facet, Option

TAXONOMIES = ("need", "type", "stage", "pathway", "accessibility")
DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
# Languages that Django does not name.
TONGUES = {"bfi": "British Sign Language", "so": "Somali", "yue": "Cantonese", "cmn": "Mandarin", "gu": "Gujarati", "ps": "Pashto", "ti": "Tigrinya", "rom": "Romani", "ku": "Kurdish", "prs": "Dari", "zh": "Chinese", "syl": "Sylheti", "fil": "Filipino", "am": "Amharic", "yo": "Yoruba", "sn": "Shona", "mww": "Hmong", "kea": "Cape Verdean Creole", "lo": "Lao", "si": "Sinhala", "tl": "Tagalog", "en": "English"}  # fmt: skip
Counted = dict[str, int]


def language(code: str) -> str:
    """The English name of a language's code; the code itself where nobody names it."""
    known = LANG_INFO.get(code.lower()) or {}
    return TONGUES.get(code.lower()) or known.get("name") or code


class Options:
    """The options of one search. `conditions(group)` is the search without that group's choices."""

    def __init__(
        self, params: Params, circle: sql.Circle | None, conditions: Callable[[str], sql.Bit], words: bool
    ) -> None:  # fmt: skip
        self.params, self.circle, self.conditions = params, circle, conditions
        self.chosen: Mapping[str, tuple[str, ...]] = {
            **{group: codes for group, codes in params.chosen.items() if codes},
            **{flag: ("1",) for flag in FLAGS if getattr(params, flag)},
        }
        # Nothing asked, or nothing that anything answers (stop words): the tally knows.
        self.exact = not (circle or words or self.chosen or params.age is not None)

    @cached_property
    def tally(self) -> Counted:
        """How many entries of the whole directory carry each code."""
        return dict(Tally.objects.filter(entries__gt=0).values_list("code", "entries"))

    def total(self, found: int) -> int:
        """How many entries: the tally's number where it knows."""
        return self.tally.get("all", 0) if self.exact else found

    @cached_property
    def names(self) -> dict[str, str]:
        """Every code that may be chosen → its name, in the order of the page. Two queries."""
        found: dict[str, str] = {}
        terms = Term.objects.filter(taxonomy__code__in=TAXONOMIES).order_by("order", "name")
        for taxonomy, code, name in terms.values_list("taxonomy__code", "code", "name"):
            found[f"{taxonomy}/{code}"] = name
        found |= {f"cost/{code}": str(label) for code, label in Service.Cost.choices}
        found |= {f"referral/{code}": str(label) for code, label in Service.Referral.choices}
        found |= {f"day/{code}": name for code, name in DAYS.items()}
        tongues = [code.split("/", 1)[1] for code in self.tally if code.startswith("language/")]
        found |= {f"language/{code}": language(code) for code in sorted(tongues, key=language)}
        slugs = [code.split("/", 1)[1] for code in self.tally if code.startswith("area/")]
        areas = Organisation.objects.filter(slug__in=slugs).order_by("name")
        found |= {f"area/{each.slug}": each.label for each in areas}
        found |= {f"flag/{flag}": name for flag, name in FLAGS.items()}
        return found

    @cached_property
    def counted(self) -> dict[str, tuple[Counted, bool]]:
        """Group → its counts, and whether there are more. "" counts for groups without a choice."""
        if self.exact:
            return {"": (self.tally, False)}
        groups = ["", *self.chosen]
        parts = [self._part(group) for group in groups]
        found: dict[str, Counted] = {group: {} for group in groups}
        for group, code, count in _fetch(parts):
            found[group][code] = count
        result = {group: (codes, codes.get("all", 0) > CAP) for group, codes in found.items()}
        self._complete(result)
        return result

    def _part(self, group: str) -> sql.Bit:
        rows = sql.some(self.conditions(group), self.circle, "r.service_id, r.codes")
        once = "" if self.circle is None else "DISTINCT ON (service_id) "
        only = "" if not group else " WHERE code = 'all' OR code LIKE %s"
        prefix = () if not group else (f"flag/{group}" if group in FLAGS else f"{group}/%",)
        return sql.Bit(
            f"SELECT %s, code, count(*) FROM (SELECT {once}codes FROM ({rows.text}) AS gathered) AS part,"
            f" unnest(codes || '{{all}}') AS code{only} GROUP BY code",
            (group, *rows.values, *prefix),
        )

    def _complete(self, result: dict[str, tuple[Counted, bool]]) -> None:
        """Of a large set the part may lack what few entries have: these are counted one by one."""
        missing = []
        for group, (codes, more) in result.items():
            for code in self.names if more else ():
                if self._group(code) == group and code not in codes and self.tally.get(code):
                    one = sql.count(self.conditions(group) & sql.has([code]), self.circle)
                    missing.append(sql.Bit(f"SELECT %s, %s, {one.text}", (group, code, *one.values)))  # fmt: skip
        for group, code, count in _fetch(missing):
            result[group][0][code] = count

    def _group(self, code: str) -> str:
        """Which counting a code belongs to: its group's own when something is chosen there."""
        group, rest = code.split("/", 1)
        name = rest if group == "flag" else group
        return name if name in self.chosen else ""

    def _option(self, code: str, shown: str, chosen: bool) -> Option:
        codes, more = self.counted[self._group(code)]
        count = codes.get(code, 0)
        return Option(shown, self.names.get(code, shown), min(count, CAP) if more else count, more and count > 0, chosen)  # fmt: skip

    def facets(self) -> list[Facet]:
        """Every group with the options that would find something, and those chosen."""
        found = []
        for group, title in GROUPS.items():
            chosen = self.params.chosen.get(group, ())
            codes = [code.split("/", 1)[1] for code in self.names if code.startswith(f"{group}/")]
            options = [
                self._option(f"{group}/{code}", code, code in chosen)
                for code in [*codes, *(code for code in chosen if code not in codes)]
            ]
            options = [each for each in options if each.count or each.chosen]
            found.append(Facet(group, title, options))
        return [facet for facet in found if facet.options]

    def flags(self) -> list[Option]:
        """The two yes-or-no filters."""
        options = [self._option(f"flag/{flag}", flag, getattr(self.params, flag)) for flag in FLAGS]
        return [each for each in options if each.count or each.chosen]


def _fetch(parts: list[sql.Bit]) -> list[tuple[str, str, int]]:
    """Rows of several selects in one query."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"({part.text})" for part in parts),
            [value for part in parts for value in part.values],
        )
        return cursor.fetchall()
