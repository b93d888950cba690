"""The store: what an appliance keeps, and the only place that speaks SQL."""
