"""The one way in and the one way out: commands that are accepted, asked and stored."""
