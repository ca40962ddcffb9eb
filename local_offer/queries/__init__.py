"""Reads of the Local Offer: plain values to other apps."""
