"""The telephone world in place of the hardware: channels, the exchange, and the machines at the far end."""
