"""`python -m crm.cli`, where the `crm` command isn't on the path."""

from crm.cli import main

main()
