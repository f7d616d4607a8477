"""The image, and containers of it; `make test-container` runs these tests, which need a container engine."""
