"""Programs for those who work on Tuoshan: generated documents and the build of the Temporal server."""
