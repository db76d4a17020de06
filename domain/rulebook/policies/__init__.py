"""The policy chapters of a rulebook (权益与结算规则): who is entitled to what, who pays, how much. All optional."""
