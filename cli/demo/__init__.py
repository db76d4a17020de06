"""`tuoshan demo`: one complaint from the call to the close, on real parts, in virtual time (演示)."""
