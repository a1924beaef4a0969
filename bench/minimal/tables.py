TABLES = """
CREATE TABLE minimal_petition (
    id int PRIMARY KEY, slug text UNIQUE, title text, body text, total int);
CREATE TABLE minimal_signature (
    id bigserial PRIMARY KEY, token uuid UNIQUE, petition_id int REFERENCES minimal_petition,
    name text, email text, country text, signed_at timestamptz DEFAULT now(),
    confirmed_at timestamptz, UNIQUE (petition_id, email));
CREATE TABLE minimal_mail (id bigserial PRIMARY KEY, recipient text, body text);
"""
