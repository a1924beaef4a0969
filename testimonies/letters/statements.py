"""How letters are taken, by priority and no more for a domain than is its share, and forgotten."""

#: A batch, in order. What is taken is nobody else's for a short while; what another sender is
#: just taking is passed over. What is said to have gone, or to rest, far in the future was written
#: down by a clock that has been set back since.
TAKE = """
WITH gone AS (
    SELECT domain_key, count(*) AS letters FROM testimonies_letter
    WHERE sent_at > statement_timestamp() - %(window)s
      AND sent_at < statement_timestamp() + %(window)s AND domain_key IS NOT NULL
    GROUP BY domain_key
), due AS (
    SELECT id, priority, next_attempt_at, domain_key FROM testimonies_letter
    WHERE state = 'queued' AND next_attempt_at <= statement_timestamp()
      AND priority BETWEEN %(first)s AND %(last)s
      AND (domain_key IS NULL OR domain_key NOT IN (
          SELECT key FROM testimonies_domainrest WHERE until > statement_timestamp()
            AND until < statement_timestamp() + %(longest_rest)s
          UNION ALL SELECT domain_key FROM gone WHERE letters >= %(letters)s))
    ORDER BY priority, next_attempt_at, id LIMIT %(sight)s
), placed AS (
    SELECT due.*, coalesce(gone.letters, 0) + row_number() OVER (
        PARTITION BY due.domain_key ORDER BY priority, next_attempt_at, id) AS place
    FROM due LEFT JOIN gone ON gone.domain_key = due.domain_key
), fitting AS (
    SELECT id FROM placed WHERE domain_key IS NULL OR place <= %(letters)s
    ORDER BY priority, next_attempt_at, id LIMIT %(batch)s
)
UPDATE testimonies_letter SET next_attempt_at = clock_timestamp() + %(taken)s
WHERE id IN (
    SELECT id FROM testimonies_letter
    WHERE id IN (SELECT id FROM fitting)
      AND state = 'queued' AND next_attempt_at <= statement_timestamp()
    FOR UPDATE SKIP LOCKED)
RETURNING *
"""

#: Letters that went long ago, and those that did not go and that nobody sent once more.
FORGET = """
DELETE FROM testimonies_letter AS letter WHERE letter.id IN (
    (SELECT id FROM testimonies_letter
     WHERE sent_at < %(before)s AND state NOT IN ('queued', 'sending')
     ORDER BY sent_at LIMIT %(batch)s)
    UNION
    (SELECT id FROM testimonies_letter
     WHERE created_at < %(before)s AND state IN ('failed', 'maybe_sent', 'not_sent')
     ORDER BY created_at LIMIT %(batch)s))
  AND letter.state NOT IN ('queued', 'sending')
"""

#: The longer of two rests holds.
REST = """
INSERT INTO testimonies_domainrest (key, until)
VALUES (%(key)s, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET until = greatest(testimonies_domainrest.until, excluded.until)
"""
