"""A mail server (邮箱): takes mail over SMTP, keeps each accepted one as a file, and lists them over HTTP."""
