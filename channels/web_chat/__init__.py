"""Web chat: the reader's socket. An open socket is a view of the stored thread."""
