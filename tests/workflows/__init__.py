"""What GitHub runs: the workflows, and the scripts beside them."""
