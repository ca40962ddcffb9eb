"""Forms of this app. They check shape; the rules are in `referrals.rules`."""
