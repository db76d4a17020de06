"""Offers (可选动作): forms that may come and that nobody owes."""
