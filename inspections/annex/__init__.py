"""A local authority's person-level lists for an area SEND inspection (Annex A): columns, rules, files. No Django."""
