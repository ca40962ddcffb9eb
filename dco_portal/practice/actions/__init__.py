"""The only writers of the DCO's desk, by noun."""
