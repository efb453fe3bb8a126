"""Backups: one portable form for both databases, made while RIC runs, checked before anything is put back."""
