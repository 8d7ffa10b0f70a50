"""Turns Facebook's JSON into our words; pure, and never raises for what Facebook may send."""
