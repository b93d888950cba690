"""Workspaces: any number of isolated units in one process, each under a name."""
