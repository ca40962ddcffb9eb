"""When what may be done in the Local Offer, and by whom."""
