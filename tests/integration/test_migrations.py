"""The migrations, run one after another, make the same database as the tests' short way."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests import tables


def scratch(name: str) -> None:
    """Point the connection at an empty database of this name."""
    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.mark.django_db(transaction=True)
def test_migrations_make_what_the_tests_use(tmp_path: Path):
    own = connection.settings_dict["NAME"]
    short = tables.shape()
    try:
        scratch(f"{own}_migrated")
        call_command("migrate", verbosity=0, run_syncdb=False)
        whole = tables.shape()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
    assert len(whole["columns"]) > 500 and len(whole["triggers"]) >= 4
    for part, rows in whole.items():
        names = {row[:2] for row in rows}
        assert names == {row[:2] for row in short[part]}, part
    assert whole["triggers"] == short["triggers"]
    assert [row[2] for row in whole["constraints"]] == [row[2] for row in short["constraints"]]
