"""Cases (案件): lists, one case with what may be done, its timeline, withdrawal, the clock of a rehearsal."""
