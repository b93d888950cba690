"""The rows of the catalogue of outcomes, a file a family; `hardware_sim.outcomes` has all of them.

Rule: a row says what comes out and how it comes about, and the protocol itself has to produce the one from the other.
Names, magic numbers and the messages of outcomes without a hang-up code are this project's own.
"""
