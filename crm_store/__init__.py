"""The reader record: tables, the group-committing writer, fenced claims, and the views of the desk."""
