"""What was rated, scored and said is never changed: UPDATE is refused in the database itself."""

from django.db import migrations

TABLES = ("inspections_ratingchange", "inspections_riskchange", "inspections_update")
CREATE = """
CREATE FUNCTION inspections_history_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of a plan is never changed: % refused', TG_OP USING ERRCODE = '42501';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION inspections_history_fixed();\n"
    for table in TABLES
)
DROP = (
    "".join(f"DROP TRIGGER {table}_no_update ON {table};\n" for table in TABLES)
    + "DROP FUNCTION inspections_history_fixed();"
)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
