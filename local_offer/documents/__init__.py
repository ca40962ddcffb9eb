"""What the PDFs of the Local Offer say, as plain values frozen when they are asked for."""
