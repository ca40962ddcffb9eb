"""What the pages of enquiries show, in the shapes the shared components take."""
