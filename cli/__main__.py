"""`python -m cli`: the `tuoshan` command without an installed script."""

from cli.main import main

main()
