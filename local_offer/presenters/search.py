"""A search as its page draws it: the form with its errors, filters with counts, tags, results, help."""

from typing import Any

from django.urls import reverse

from local_offer.presenters import results as cards
from local_offer.presenters.entry import link
from local_offer.queries.search import DISTANCES, FLAGS, SORTS, Params, Results
from local_offer.queries.search.params import clean

FIELD_IDS = {"words": "id_words", "place": "id_place", "radius": "id_radius", "age": "id_age"}


def address(query: str) -> str:
    """The search page with a query string ("?…")."""
    return f"{reverse('local_offer:search')}{query}"


def form(params: Params, found: Results | None) -> dict[str, Any]:
    """The fields with what was typed, and a sentence beside each that makes no sense."""
    errors = {**params.errors, **(found.errors if found else {})}
    radius = params.radius
    miles = sorted({*DISTANCES, radius}) if radius else list(DISTANCES)
    return {
        # As typed, without what turns text around or cannot be seen.
        "words": clean(params.given.get("words", params.words)),
        "place": clean(params.given.get("place", params.place)),
        "age": clean(params.given.get("age", "")),
        "distances": [
            {"value": each, "label": f"{each} mile{'' if each == 1 else 's'}", "chosen": each == radius}
            for each in miles
        ],
        "errors": {name: errors.get(name, "") for name in FIELD_IDS},
    }  # fmt: skip


def summary(params: Params, found: Results | None) -> list[dict[str, str]]:
    """The errors as the summary above the page lists them, each leading to its field."""
    errors = {**params.errors, **(found.errors if found else {})}
    return [
        {"text": text, "href": f"#{FIELD_IDS[name]}" if name in FIELD_IDS else "#filters"}
        for name, text in errors.items()
    ]


def facets(found: Results) -> list[dict[str, Any]]:
    """Each group of choices with counts; open where something is chosen. The flags are a group of their own."""
    rows = [
        {
            "code": facet.code,
            "name": facet.name,
            "open": any(option.chosen for option in facet.options),
            "options": [
                {
                    "name": facet.code,
                    "value": option.code,
                    "id": f"{facet.code}-{option.code}",
                    "label": option.name,
                    "count": option.words,
                    "chosen": option.chosen,
                }
                for option in facet.options
            ],
        }
        for facet in found.facets
        if facet.options
    ]
    flags = [
        {
            "name": option.code,
            "value": "1",
            "id": option.code,
            "label": FLAGS[option.code],
            "count": option.words,
            "chosen": option.chosen,
        }
        for option in found.flags
    ]
    if flags:
        opened = any(option["chosen"] for option in flags)
        rows.append({"code": "more", "name": "More", "open": opened, "options": flags})
    return rows


def tags(params: Params, found: Results | None) -> list[dict[str, str]]:
    """What is asked for, each with the address without it."""
    rows = []
    if params.words:
        rows.append((f"“{params.words}”", params.address(words="")))
    if params.place:
        where = found.origin.label if found and found.origin else params.place
        rows.append(
            (f"Within {params.miles} miles of {where}", params.address(place="", radius=None))
        )
    if params.age is not None:
        rows.append((f"Age {params.age}", params.address(age=None)))
    names = {
        (facet.code, option.code): option.name
        for facet in (found.facets if found else ())
        for option in facet.options
    }
    for group, codes in params.chosen.items():
        rows += [
            (names.get((group, code), code), params.without_code(group, code)) for code in codes
        ]
    rows += [
        (label, params.address(**{flag: False})) for flag, label in FLAGS.items() if getattr(params, flag)
    ]  # fmt: skip
    return [{"label": label, "url": address(query)} for label, query in rows]


def sorts(params: Params) -> list[dict[str, Any]]:
    """The ways to sort that make sense here, as links."""
    offered = [
        code
        for code in SORTS
        if (code != "nearest" or params.place) and (code != "relevance" or params.words)
    ]
    return [
        {"label": SORTS[code], "url": address(params.address(sort=code)), "current": code == params.order}
        for code in offered
    ]  # fmt: skip


def rows(found: Results) -> list[dict[str, Any]]:
    """The entries found, as cards whose links keep the way back."""
    query = found.params.address().removeprefix("?")
    if cursor := found.params.after or found.params.before:
        name = "after" if found.params.after else "before"
        query = found.params.address(**{name: cursor}).removeprefix("?")
    return [
        cards.card(hit.service, metres=hit.metres, nearest=hit.location, query=query)
        for hit in found.hits
    ]


def help_with_nothing(found: Results) -> dict[str, Any]:
    """What a family may do when nothing was found: other words, a wider circle, a filter less, a person to ask."""
    params = found.params
    wider = (
        next((each for each in DISTANCES if each > params.miles), None) if params.place else None
    )
    dropped = [
        tag for tag in tags(params, found) if params.words == "" or tag["label"] != f"“{params.words}”"
    ]  # fmt: skip
    return {
        "suggestions": [
            {"words": words, "url": address(params.address(words=words))}
            for words in found.suggestions
        ],
        "wider": {"miles": wider, "url": address(params.address(radius=wider))} if wider else None,
        "drop": dropped,
        "ask_url": link("enquiries:new"),
    }


def page(found: Results) -> dict[str, Any]:
    """Everything below the form."""
    params = found.params
    return {
        "found": found,
        "facets": facets(found),
        "tags": tags(params, found),
        "sorts": sorts(params),
        "rows": rows(found),
        "help": help_with_nothing(found) if not found.hits else None,
        "csv_url": f"{reverse('local_offer:search-csv')}{params.address()}",
        "clear_url": reverse("local_offer:search") + "?sort=az",
        "keep": params.address().removeprefix("?"),
        "meant": [
            {"said": each.said, "meant": ", ".join(each.meant)} for each in found.searched_as
        ],
    }


def about(found: Results) -> str:
    """What was searched for, in words, for a booklet's first page."""
    return "; ".join(tag["label"] for tag in tags(found.params, found)) or "Every service"
