"""Natural utterances, one JSON object a line; the folder above has the card."""
