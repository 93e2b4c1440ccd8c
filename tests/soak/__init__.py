"""The soak: many clients write while the service is killed again and again, and nothing confirmed may be missing.

`python -m tests.soak --kills 200 --seed N --database sqlite|postgres`; `make soak` runs it.
"""
