"""Init hooks: scripts and seed files that whoever runs the emulator lays beside it, for its start and its end."""
