"""Which membership the signed-in person acts in: kept in the sign-in session."""

# Session key; `dco_portal.middleware.ActingAsMiddleware` reads it.
KEY = "membership_id"
