"""Pages of the Local Offer: families’ without an account, and the desks of owners and editors."""
