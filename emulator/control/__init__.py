"""The control plane: what the emulator has beside the appliance, as JSON under `/_emulator`."""
