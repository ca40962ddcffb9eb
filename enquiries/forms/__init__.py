"""Forms of enquiries: they check shape; the rules are in `enquiries.rules`."""
