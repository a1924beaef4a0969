TABLES = """
CREATE TABLE minimal_petition (
    id int PRIMARY KEY, slug text UNIQUE, title text, body text, total int);
CREATE TABLE minimal_signature (
    id bigserial PRIMARY KEY, token uuid UNIQUE, petition_id int REFERENCES minimal_petition,
    name text, email text, country text, signed_at timestamptz DEFAULT now(),
    confirmed_at timestamptz, UNIQUE (petition_id, email));
CREATE TABLE minimal_draft (
    handle text PRIMARY KEY, answers jsonb, visited_at timestamptz DEFAULT now());
CREATE TABLE minimal_session (key text PRIMARY KEY, handle text, expires_at timestamptz);
CREATE TABLE minimal_mail (id bigserial PRIMARY KEY, recipient text, body text);
"""
