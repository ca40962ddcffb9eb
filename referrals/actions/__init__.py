"""What people do with notifications: the only writers of this app's models."""
