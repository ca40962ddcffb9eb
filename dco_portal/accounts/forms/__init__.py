"""Forms of accounts: they check shape; who may what is in `accounts.rules`."""
