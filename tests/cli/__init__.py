"""The command line (命令行): commands on a live installation, and how they print."""
