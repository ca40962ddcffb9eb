"""What the pages of this app show, in the shapes of the shared components."""
