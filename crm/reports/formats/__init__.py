"""The month's report as a file: JSON, XLSX, PDF or CSV, all from the same plain values."""
