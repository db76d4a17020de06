"""Mutation testing (变异测试): small faults are planted one by one, and a test must fail for each."""
