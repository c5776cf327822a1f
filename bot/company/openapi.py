"""The OpenAPI document of the company's API. Its shapes are those of the models."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.company.models import (
    AbandonedEvent,
    ForgottenEvent,
    LinkReply,
    LinkRequest,
    LocationPage,
    LocationReply,
    PageQuery,
    Problem,
    SessionPage,
    SessionReply,
    TariffEvent,
)

VERSION = "1"
REF = "#/components/schemas/{model}"
INFO = (
    "Sends your customers into the chat, tells what they connected. "
    "Every request but this document's names one of your keys: `Authorization: Bearer KEY`."
)
WHY = {
    400: "No JSON, or no usable Idempotency-Key",
    401: "No key of yours",
    404: "There is no such thing",
    405: "Not taken here; see Allow",
    408: "The body did not come to its end",
    409: "The Idempotency-Key came before with another request",
    413: "The body is too long",
    415: "The body is not application/json",
    422: "A member is missing, unknown, or does not fit",
    429: "Too many requests; see Retry-After",
    500: "Our fault",
    503: "The channel is not reached yet; see Retry-After",
}
ASKING = (401, 422, 429, 500)
EVENTS: dict[str, tuple[type[BaseModel], str]] = {
    "tariff.connected": (TariffEvent, "A tariff was connected"),
    "tariff.changed": (TariffEvent, "Another tariff takes its place"),
    "tariff.disconnected": (TariffEvent, "A tariff is no longer read"),
    "session.abandoned": (AbandonedEvent, "A customer began and did not come to the end"),
    "customer.forgotten": (ForgottenEvent, "A customer had all erased"),
}


@cache
def create_document() -> dict[str, Any]:
    """The document, as JSON can hold it."""
    replies = (LinkReply, LocationPage, LocationReply, SessionPage, SessionReply, Problem)
    told = (TariffEvent, AbandonedEvent, ForgottenEvent)
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (LinkRequest, "validation"),
        *((model, "serialization") for model in (*replies, *told)),
    ]
    _, schemas = models_json_schema(modes, ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tariffbot for energy companies", "version": VERSION, "description": INFO},
        "security": [{"key": []}],
        "paths": {
            "/api/links": {"post": _make_link()},
            "/api/locations": {"get": _list("listLocations", "Locations", LocationPage)},
            "/api/locations/{id}": {"get": _get("getLocation", "One location", LocationReply, "[A-Za-z0-9_-]{1,100}")},
            "/api/sessions": {"get": _list("listSessions", "Sessions", SessionPage)},
            "/api/sessions/{id}": {"get": _get("getSession", "One session", SessionReply, "ses_[1-9][0-9]{0,17}")},
            "/api/openapi.json": {"get": _document()},
        },
        "webhooks": {name: {"post": _event(name, *told)} for name, told in EVENTS.items()},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _make_link() -> dict[str, Any]:
    words = "The same key and request within a day get the same answer: safe to repeat."
    schema = {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"}
    key = {"name": "Idempotency-Key", "in": "header", "description": words, "schema": schema}
    replies = {"201": _reply(LinkReply, "The link"), **_problems(400, *ASKING, 408, 409, 413, 415, 503)}
    return {
        "operationId": "createLink",
        "summary": "A link into a chat for one customer and one home; it works once",
        "parameters": [key],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(LinkRequest)}}},
        "responses": replies,
    }


def _list(name: str, summary: str, model: type[BaseModel]) -> dict[str, Any]:
    query = PageQuery.model_json_schema()["properties"]
    return {
        "operationId": name,
        "summary": f"{summary}, by your references or all",
        "parameters": [_parameter(member, schema) for member, schema in query.items()],
        "responses": {"200": _reply(model, "A page of them"), **_problems(*ASKING)},
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A query has no null: what is not asked for is left out."""
    given = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    kept = {key: value for key, value in given.items() if key not in ("title", "description", "examples")}
    told = {"description": schema["description"]} if "description" in schema else {}
    return {"name": name, "in": "query", **told, "schema": kept}


def _get(name: str, summary: str, model: type[BaseModel], pattern: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": f"^{pattern}$"}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": schema}],
        "responses": {"200": _reply(model, summary), **_problems(404, *ASKING)},
    }


def _document() -> dict[str, Any]:
    shown = {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "operationId": "getDocument",
        "summary": "This document",
        "security": [],
        "responses": {"200": shown},
    }


def _event(name: str, model: type[BaseModel], summary: str) -> dict[str, Any]:
    return {
        "operationId": name.replace(".", "-"),
        "summary": summary,
        "parameters": [
            {"name": header, "in": "header", "required": True, "schema": {"type": "string"}}
            for header in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(model)}}},
        "responses": {
            "2XX": {"description": "Taken; anything else is tried again for three days"},
            "410": {"description": "Not wanted: this one is not tried again"},
        },
    }


def _reply(model: type[BaseModel], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref(model)}}}


def _problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _ref(Problem)}}
    return {str(status): {"description": WHY[status], "content": content} for status in sorted(statuses)}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}
