"""The Chinese grammar of attitudes: words, whose they are, how they are meant, and what they are about."""
