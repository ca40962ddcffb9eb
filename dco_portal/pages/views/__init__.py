"""Public guidance and the desk where it is kept."""
