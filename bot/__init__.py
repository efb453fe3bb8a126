"""The bot: what the library knows, how a question is understood, and how an answer is written."""
