"""The service: chat, preferences and bad cases over HTTP, on the command line and on pages."""
