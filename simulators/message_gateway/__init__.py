"""A message gateway (短信网关): takes text messages over HTTP under the sender's own key and keeps them in a ledger."""
