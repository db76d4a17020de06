"""The shelf of rulebooks (规则手册架): loads, validates, hashes and publishes the files beside it."""
