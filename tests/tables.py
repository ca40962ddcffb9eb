"""The tests' tables: made from the models, then what migrations alone make (triggers, own SQL).

Running every migration costs a minute of a processor for each test process, all of it Django drawing
its models anew. `tests/integration/test_migrations.py` proves that both ways end in the same database.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.migrations import RunSQL
from django.db.migrations.executor import MigrationExecutor

# What Django itself puts in after making tables (one row a model and a permission): the same for every test.
KEPT = {"django_content_type", "auth_permission"}
# Emptied by TRUNCATE from this size in bytes on: rows that were deleted still lie in their table.
LARGE = 4 * 1024 * 1024


def finish() -> None:
    """Run the migrations' own SQL on tables made from the models, and note all migrations as run."""
    settings.MIGRATION_MODULES = {}  # pytest-django has put migrations out of sight
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with connection.schema_editor() as editor:
            for operation in migration.operations:
                if isinstance(operation, RunSQL):
                    operation.database_forwards(migration.app_label, editor, None, None)
        executor.recorder.record_applied(migration.app_label, migration.name)


def empty(operations: DatabaseOperations, sql_list: list[str]) -> None:
    """Empty every table between tests, in place of `sql_list`: Django's TRUNCATE of them all.

    Truncating 180 tables takes Postgres half a second, and most are empty. All are locked, as TRUNCATE
    would (what another process has begun ends first); those with rows lose them. Triggers are off, for
    audit rows refuse to go.
    """
    database = operations.connection
    tables = names(database)
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"LOCK TABLE {', '.join(tables)}")
        full = filled(database, tables)
        if sum(full.values()) > LARGE:
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        elif full:
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in full))


def names(database: BaseDatabaseWrapper) -> list[str]:
    """Every table but those that Django itself fills, quoted."""
    every = database.introspection.django_table_names(only_existing=True, include_views=False)
    return [database.ops.quote_name(name) for name in sorted(set(every) - KEPT)]


def filled(database: BaseDatabaseWrapper, tables: list[str]) -> dict[str, int]:
    """Those of the tables with rows, and their sizes in bytes."""
    question = " UNION ALL ".join(
        f"SELECT '{table}', pg_table_size('{table}') WHERE EXISTS (SELECT 1 FROM {table})"
        for table in tables
    )
    with database.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def shape() -> dict[str, list[tuple]]:
    """What the database is made of: columns, indexes, constraints, triggers. Compare two of them."""
    queries = {
        "columns": """SELECT table_name, column_name, data_type, is_nullable, coalesce(generation_expression, ''),
            coalesce(character_maximum_length, 0) FROM information_schema.columns WHERE table_schema = 'public'""",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace""",
        "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
            WHERE NOT tgisinternal""",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = sorted(cursor.fetchall())
    return found
