"""All that runs inside the Bento."""
