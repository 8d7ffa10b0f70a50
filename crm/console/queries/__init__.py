"""Reads for the console's screens; each returns what one screen shows and writes nothing."""
