"""Claims about rulebooks: what they say, what is refused, and what their hash stands for."""
