"""The contract: every operation, element and text of the emulated interface, and how sure each is."""
