"""Worksheets (ใบงาน): cases with tags, stages, numbers, places, offices and canned replies."""
