"""The history of states is never changed: UPDATE is refused in the database itself."""

from django.db import migrations

CREATE = """
CREATE FUNCTION enquiries_statechange_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of states is never changed: % refused', TG_OP USING ERRCODE = '42501';
END $$;
CREATE TRIGGER enquiries_statechange_no_update BEFORE UPDATE ON enquiries_statechange
    FOR EACH ROW EXECUTE FUNCTION enquiries_statechange_fixed();
"""
DROP = """
DROP TRIGGER enquiries_statechange_no_update ON enquiries_statechange;
DROP FUNCTION enquiries_statechange_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
