"""The trained reader, written by `jide train`."""
