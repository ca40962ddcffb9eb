"""A document is never made again and an upload never changes: refused in the database itself."""

from django.db import migrations

CREATE = """
CREATE FUNCTION documents_kept_as_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A document or upload stays as it was made: % refused', TG_OP
        USING ERRCODE = '42501';
END $$;
CREATE TRIGGER document_frozen BEFORE UPDATE ON documents_document FOR EACH ROW
    WHEN (
        (OLD.kind, OLD.title, OLD.filename, OLD.template, OLD.context, OLD.language, OLD.large_print)
        IS DISTINCT FROM
        (NEW.kind, NEW.title, NEW.filename, NEW.template, NEW.context, NEW.language, NEW.large_print)
    )
    EXECUTE FUNCTION documents_kept_as_made();
CREATE TRIGGER document_made_once BEFORE UPDATE ON documents_document FOR EACH ROW
    WHEN (
        OLD.state = 'ready' AND (OLD.state, OLD.sha256, OLD.size, OLD.pages)
        IS DISTINCT FROM (NEW.state, NEW.sha256, NEW.size, NEW.pages)
    )
    EXECUTE FUNCTION documents_kept_as_made();
CREATE TRIGGER attachment_kept BEFORE UPDATE ON documents_attachment FOR EACH ROW
    WHEN (
        (OLD.filename, OLD.content_type, OLD.sha256, OLD.size)
        IS DISTINCT FROM (NEW.filename, NEW.content_type, NEW.sha256, NEW.size)
    )
    EXECUTE FUNCTION documents_kept_as_made();
"""
DROP = """
DROP TRIGGER document_frozen ON documents_document;
DROP TRIGGER document_made_once ON documents_document;
DROP TRIGGER attachment_kept ON documents_attachment;
DROP FUNCTION documents_kept_as_made();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
