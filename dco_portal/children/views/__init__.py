"""Pages of children's records."""
