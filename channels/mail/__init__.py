"""The mail channel: mails come in by SMTP and are stored raw, read and threaded later, and answered through a relay."""
