"""Writing guidance, approving it, keeping it reviewed; the publications library; leaflets of places."""
