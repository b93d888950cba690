"""Faults: named ways in which requests to `/ffws/v1`, or the unit itself, go wrong on purpose, loaded when the first is
asked for."""
