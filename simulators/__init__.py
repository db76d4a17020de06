"""Small real servers that play other companies' systems, with fault modes, for demo, development, tests and bench."""
