"""What several cases do, composed from the desk."""
