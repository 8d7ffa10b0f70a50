"""The poll: one pass over a Page finds what is new, changed or gone, and stores it.

Promises that a pass which was killed at any moment loses nothing: a scan mark moves only when a
scan has reached the old mark less an overlap, and everything that is read twice is stored once.
"""
