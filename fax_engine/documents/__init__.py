"""Documents in, fax pages out. Everything here runs in a worker process; importing this package loads no library."""
