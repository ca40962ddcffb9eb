"""The history of states is never changed: UPDATE is refused in the database itself."""

from django.db import migrations

CREATE = """
CREATE FUNCTION referrals_statechange_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of states is never changed: % refused', TG_OP USING ERRCODE = '42501';
END $$;
CREATE TRIGGER referrals_statechange_no_update BEFORE UPDATE ON referrals_statechange
    FOR EACH ROW EXECUTE FUNCTION referrals_statechange_fixed();
"""
DROP = """
DROP TRIGGER referrals_statechange_no_update ON referrals_statechange;
DROP FUNCTION referrals_statechange_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
