"""Who works here and what each may do: staff, roles, sessions, API tokens, audit and access log."""
