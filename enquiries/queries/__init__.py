"""What other apps may ask of enquiries: plain values, no model instances."""
