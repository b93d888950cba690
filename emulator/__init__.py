"""The appliance as seen from outside: HTTP, XML, the command line, and the plane that tests control it by."""
