"""The alert: when many tweets are negative at once, someone is told."""
