"""What machines can read here, as an OpenAPI 3.1 document. The interface is read-only."""

from typing import Any

from petitions.models.bundle import Content
from petitions.models.petition import State
from petitions.models.signature import Assurance

COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
PUBLIC = [State.OPEN.value, State.CLOSED.value, State.ARCHIVED.value]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


BY_INSTITUTION = _object(
    {
        "valid": COUNT | {"description": "Counts under the institution's own law."},
        "declarations": COUNT | {"description": "Passed on as declarations of support."},
    }
)
THRESHOLDS: dict[str, Any] = {
    "type": "object",
    "description": "By institution, how many valid ones are needed there, as fixed with the text.",
    "additionalProperties": {"type": "integer", "minimum": 1},
}
COUNTS = _object(
    {
        "total": COUNT,
        "by_assurance": {
            "type": "object",
            "description": "Empty, as the other parts, while statistics are turned off.",
            "propertyNames": {"enum": Assurance.values},
            "additionalProperties": COUNT,
        },
        "by_country": {
            "type": "object",
            "description": "ISO 3166 codes; countries with fewer than five people are in `other`.",
            "propertyNames": {"pattern": "^([A-Z]{2}|other)$"},
            "additionalProperties": COUNT,
        },
        "by_institution": {"type": "object", "additionalProperties": BY_INSTITUTION},
    }
)
KNOWN: dict[str, Any] = {
    "slug": {"type": "string"},
    "title": {"type": "string", "description": "In the language of Accept-Language."},
    "state": {"enum": PUBLIC},
    "text_digest": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
        "description": "SHA-256 over the canonical JSON (RFC 8785) of all languages, which "
        "can be downloaded at /en/petitions/{slug}/text.json.",
    },
    "opened_at": TIME,
    "closes_on": {
        "type": ["string", "null"],
        "format": "date",
        "description": "The last day on which people can sign, in the site's time zone.",
    },
}
PETITION = _object(
    KNOWN
    | {
        "counts": COUNTS,
        "counted_at": TIME | {"type": ["string", "null"]},
        "thresholds": THRESHOLDS,
    }
)
LISTED = _object(KNOWN | {"total": COUNT})
PETITIONS = _object({"petitions": {"type": "array", "items": LISTED}})
HASHES = {
    "type": "array",
    "items": {"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]{43}=$"},
}
CHECKPOINT = {
    "type": "string",
    "description": "A signed note (c2sp.org/tlog-checkpoint): origin, size, root and signature.",
}
INCLUSION = _object(
    {
        "leaf_index": COUNT,
        "tree_size": COUNT,
        "inclusion_path": HASHES,
        "checkpoint": CHECKPOINT,
    }
)
CONSISTENCY = _object({"from": COUNT, "to": COUNT, "consistency_path": HASHES})
DIGEST: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DIGEST_OR_NULL: dict[str, Any] = DIGEST | {"type": ["string", "null"]}
OR_NULL: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
BUNDLE = _object(
    {
        "petition": {"type": "string", "description": "Its slug."},
        "institution": {"type": "string", "description": "Its code."},
        "content": {"enum": Content.values},
        "number": {"type": "integer", "minimum": 1},
        "cut_off": TIME,
        "signatures": OR_NULL | {"description": "Null for testimonies and claims."},
        "withdrawals": OR_NULL | {"description": "Notices about signatures in earlier bundles."},
        "identity": DIGEST_OR_NULL | {"description": "Of bundle.json, which names all files."},
        "sha256": DIGEST_OR_NULL | {"description": "Of the sealed file."},
        "together_sha256": DIGEST_OR_NULL
        | {"description": "Of the one file in which several parts left; null for a single one."},
        "encrypted_sha256": DIGEST_OR_NULL
        | {"description": "Of the encrypted file that left; null where none was encrypted."},
        "more_parts": {"type": "array", "items": DIGEST},
        "seal_level": {"type": ["string", "null"]},
        "released_at": TIME | {"type": ["string", "null"]},
        "discarded_at": TIME
        | {
            "type": ["string", "null"],
            "description": "It was taken back before it was handed over; its number stays.",
        },
        "handed_over_at": TIME | {"type": ["string", "null"]},
        "acknowledged_at": TIME | {"type": ["string", "null"]},
    }
)
BUNDLES = _object(
    {
        "bundles": {"type": "array", "items": BUNDLE},
        "next": {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Where the older ones are; what is there never changes its place.",
        },
    }
)
ERROR = _object({"error": {"type": "string"}})


def _parameter(name: str, schema: dict[str, Any], place: str = "path") -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": schema}


SLUG = _parameter("slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
LEAF_HASH = _parameter("leaf_hash", {"type": "string", "pattern": "^[0-9a-f]{64}$"})
SIZE = {"type": "integer", "minimum": 1}
BEFORE = {
    "name": "before",
    "in": "query",
    "required": False,
    "description": "As `next` has it.",
    "schema": {"type": "string", "format": "uuid"},
}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Atmintis",
        "version": "1",
        "description": "Petitions and their counts. Confirmed signatures only; nobody is named.",
    },
    "paths": {
        "/api/v1/petitions": {
            "get": {
                "operationId": "petitions",
                "summary": "Every public petition, the newest first",
                "responses": {"200": _answer("The petitions.", PETITIONS)},
            }
        },
        "/api/v1/petitions/{slug}": {
            "get": {
                "operationId": "petition",
                "summary": "A petition and how many have signed it",
                "parameters": [SLUG],
                "responses": {
                    "200": _answer("The petition; counts are at most five seconds old.", PETITION),
                    "404": _answer("No such petition.", ERROR),
                },
            }
        },
        "/api/v1/bundles": {
            "get": {
                "operationId": "bundles",
                "summary": "Every bundle that was released, the newest first, with its digests",
                "parameters": [BEFORE],
                "responses": {
                    "200": _answer("Some of them.", BUNDLES),
                    "404": _answer("No bundle of that name was released.", ERROR),
                },
            }
        },
        "/api/v1/petitions/{slug}/inclusion/{leaf_hash}": {
            "get": {
                "operationId": "inclusion",
                "summary": "That a leaf is in the petition's ledger (RFC 9162 §2.1.3)",
                "parameters": [SLUG, LEAF_HASH],
                "responses": {
                    "200": _answer("The path to the newest checkpoint's root.", INCLUSION),
                    "404": _answer("No such petition, or no checkpoint covers it.", ERROR),
                },
            }
        },
        "/api/v1/petitions/{slug}/consistency": {
            "get": {
                "operationId": "consistency",
                "summary": "That the ledger only grew between two sizes (RFC 9162 §2.1.4)",
                "parameters": [
                    SLUG,
                    _parameter("from", SIZE, "query"),
                    _parameter("to", SIZE, "query"),
                ],
                "responses": {
                    "200": _answer("The proof.", CONSISTENCY),
                    "400": _answer("No two sizes that the ledger had.", ERROR),
                    "404": _answer("No such petition, or an empty ledger.", ERROR),
                },
            }
        },
    },
}
