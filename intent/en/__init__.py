"""The English grammar of attitudes."""
