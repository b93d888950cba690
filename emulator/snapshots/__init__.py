"""Snapshots: a unit's whole state as one file, on a shelf or on its way to another emulator."""
