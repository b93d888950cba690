"""Seeds: files that say what a new unit begins with. Nothing of this is imported by a unit that has none."""
