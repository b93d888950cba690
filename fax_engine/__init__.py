"""What a fax server does: takes orders, makes pages, dispatches calls, keeps every fax's life in order."""
