"""What is given out of each table, field by field, for exports and the API alike."""
