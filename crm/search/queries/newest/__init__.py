"""The newest messages that hold all the words and pass the filters, on either engine."""
