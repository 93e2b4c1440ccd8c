"""The labelled utterances: a generating grammar and its words. See README.md beside this file."""
