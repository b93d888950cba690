"""Directories as CSV files: users, contacts and recipients, in and out (administrator guide)."""
