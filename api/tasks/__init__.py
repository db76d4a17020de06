"""Tasks (待办): queues, and the forms that are owed."""
