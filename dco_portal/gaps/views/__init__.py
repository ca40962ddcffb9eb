"""Pages of the commissioning gap log."""
