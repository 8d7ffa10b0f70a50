"""What the proofs share: a throw-away installation, a simulated Page, and workers to kill."""
