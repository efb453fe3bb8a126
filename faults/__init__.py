"""Hunts for lost, doubled and unanswered messages: kills and starves RIC while readers write, then compares."""
