"""What the library knows: entries with their phrasings and answers, and the facts that answers quote."""
