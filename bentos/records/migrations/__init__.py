"""Alembic's migrations of the database of predictions and flags."""
