"""What pages and other apps read of notifications, within the reader's scope."""
