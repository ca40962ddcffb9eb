"""What a notification must say, in which order things must have happened, and who may take which step."""
