"""SIP calls of an FF240-IP (RFC 3261): messages as text, two user agents as a table, their exchange in seconds.

Rule: messages are real text, time is a timeline's, and nothing here opens a socket.
"""
