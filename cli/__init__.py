"""The `tuoshan` command and the supervisor of a local installation."""
