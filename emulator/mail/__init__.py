"""The mails that the unit sends: kept here, and shown as messages."""
