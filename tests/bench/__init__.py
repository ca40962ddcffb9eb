"""Queries and times of the pages that must not slow down as work piles up: `make bench`."""
