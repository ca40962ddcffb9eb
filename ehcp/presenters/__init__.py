"""Turning records into what the shared components draw."""
