"""The tests' tables: made from the models, then what migrations alone make (triggers, own SQL).

Running every migration costs a minute of a processor for each test process, all of it Django drawing
its models anew. `tests/integration/test_migrations.py` proves that both ways end in the same database.
"""

from django.conf import settings
from django.db import connection
from django.db.migrations import RunSQL
from django.db.migrations.executor import MigrationExecutor


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
