"""A simulated Facebook Page that speaks the Graph API over HTTP, strict where Facebook is."""
