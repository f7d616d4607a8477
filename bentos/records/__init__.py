"""What is kept: predictions and flags, in a database."""
