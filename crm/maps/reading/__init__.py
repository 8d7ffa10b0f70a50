"""Reads places out of what people write; pure, on a gazetteer that is given to it."""
