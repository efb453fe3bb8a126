"""The hearth: the nouns, the ports, the rules and the steps of a message's life. Standard library only."""
