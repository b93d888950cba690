"""Faxes over IP (ITU-T T.38): IFP packets, UDPTL datagrams, and T.30 stations that talk in them.

Rule: packets are real octets, time is the timeline's, and nothing here opens a socket.
"""
