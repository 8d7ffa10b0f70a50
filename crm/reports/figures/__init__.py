"""The figures of one month, each with its definition and the rows behind it."""
