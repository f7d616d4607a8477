"""Traces, log records and metrics, and where they go."""
