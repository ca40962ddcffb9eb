"""The only writers of the Local Offer."""
