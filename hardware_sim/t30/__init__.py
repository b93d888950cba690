"""The fax protocol of ITU-T T.30 (09/2005): frames, capabilities, and the two stations of a call as tables.

Rule: a station is told events and hands out commands; it knows neither clock nor line. `conversation` brings two of
them together on a simulated line.
"""
