"""What the pages of the Local Offer draw, as plain values."""
