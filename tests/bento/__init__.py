"""The Bento: what it packs, and that it answers as the repository does."""
