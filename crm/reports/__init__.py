"""The figures of a month (ระบบรายงาน), the rows behind each, and every export."""
