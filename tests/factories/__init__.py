"""Factories whose default is the smallest valid thing, one module per app."""
