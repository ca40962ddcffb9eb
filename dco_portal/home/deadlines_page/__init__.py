"""The public calculator of statutory dates at /deadlines/, and the readable index of all rules."""
