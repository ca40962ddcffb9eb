"""What stands in the documents of inspections and plans, as plain values."""
