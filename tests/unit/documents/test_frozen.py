import datetime as dt
import json
import uuid
from decimal import Decimal
from enum import Enum

import pytest
from django.utils.translation import gettext_lazy

from dco_portal.documents.frozen import freeze


class Colour(Enum):
    RED = "red"


def test_freeze_turns_everything_into_json():
    key = uuid.uuid4()

    frozen = freeze(
        {
            "day": dt.date(2026, 1, 2),
            "moment": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
            "id": key,
            "share": Decimal("0.50"),
            "state": Colour.RED,
            "words": gettext_lazy("Yes"),
            "rows": ({"n": 1}, {"n": 2.5}),
            "yes": True,
            "nothing": None,
            "nul": "a\x00b",
        }
    )

    assert json.loads(json.dumps(frozen)) == {
        "schema": 1,
        "day": "2026-01-02",
        "moment": "2026-01-02T03:04:00+00:00",
        "id": str(key),
        "share": "0.50",
        "state": "red",
        "words": "Yes",
        "rows": [{"n": 1}, {"n": 2.5}],
        "yes": True,
        "nothing": None,
        "nul": "ab",
    }


def test_freeze_keeps_the_feature_s_own_schema():
    assert freeze({"schema": 3})["schema"] == 3


def test_freeze_is_a_copy():
    rows = [1]
    frozen = freeze({"rows": rows})
    rows.append(2)

    assert frozen["rows"] == [1]


@pytest.mark.parametrize(
    ("context", "where"),
    [
        ({"a": {"b": [object()]}}, r"context\.a\.b\[0\]: object"),
        ({"a": float("nan")}, "context.a: float"),
        ({"a": float("inf")}, "context.a: float"),
        ({"a": b"bytes"}, "context.a: bytes"),
        ({"a": {1: "x"}}, "context.a: a key is int"),
        ({"a": {"set"}}, "context.a: set"),
        ({"a": dt.datetime(2026, 1, 2)}, "context.a: a moment without a time zone"),
    ],
)
def test_freeze_refuses_what_json_cannot_hold(context: dict, where: str):
    with pytest.raises(TypeError, match=where):
        freeze(context)
