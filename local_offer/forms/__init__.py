"""Forms of the Local Offer."""
