"""One box over messages, names and numbers, which finds inside Thai words and times itself."""
