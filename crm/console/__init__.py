"""The staff's screens that show more than one module; owns no table."""
