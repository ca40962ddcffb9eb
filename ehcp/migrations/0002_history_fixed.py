"""The history of states is never changed: UPDATE is refused in the database itself."""

from django.db import migrations

CREATE = """
CREATE FUNCTION ehcp_statechange_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of states is never changed: % refused', TG_OP USING ERRCODE = '42501';
END $$;
CREATE TRIGGER ehcp_statechange_no_update BEFORE UPDATE ON ehcp_statechange
    FOR EACH ROW EXECUTE FUNCTION ehcp_statechange_fixed();
"""
DROP = """
DROP TRIGGER ehcp_statechange_no_update ON ehcp_statechange;
DROP FUNCTION ehcp_statechange_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("ehcp", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
