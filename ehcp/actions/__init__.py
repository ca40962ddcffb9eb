"""What people do with requests for health advice: the only writers of this app's models."""
