"""Reads for the search box: messages, posts, notes, people, and cases by their numbers."""
