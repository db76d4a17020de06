"""Pure rules (领域规则): standard library only, no clock, no I/O, no Temporal."""
