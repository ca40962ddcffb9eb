"""Pages of the DCO's desk."""
