"""Webhooks: whoever asked for it is told of events by HTTP, in order, again and again until it has arrived."""
