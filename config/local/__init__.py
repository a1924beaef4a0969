"""What `make run` and `make test` start: PostgreSQL, Redis and a TEST authority of one's own."""
