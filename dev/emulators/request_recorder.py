"""Records the requests that reach MiniStack and serves a page with them."""

import json
import re
from urllib.parse import parse_qs

calls = set()

PAGE = "/_despacho/calls"


def _record(headers, body):
    caller = re.search(r"\bapp/(\S+)", headers.get("user-agent", ""))
    if caller is None:
        return
    target = headers.get("x-amz-target", "")
    if target.startswith("AmazonSQS."):
        queue = json.loads(body).get("QueueUrl", "").rsplit("/", 1)[-1]
        calls.add((caller[1], "sqs:" + target.split(".", 1)[1], queue))
    elif target == "":
        form = parse_qs(body.decode("utf-8", "replace"))
        if form.get("Version") == ["2010-12-01"]:
            calls.add((caller[1], "ses:" + form["Action"][0], ""))
    else:
        calls.add((caller[1], target, ""))


async def _respond(send):
    page = json.dumps({"calls": [list(call) for call in sorted(calls)]})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": page.encode()})


def observed(app):
    """Wraps an ASGI application and records its requests."""

    async def observing(scope, receive, send):
        if scope["type"] != "http":
            return await app(scope, receive, send)
        if scope["path"] == PAGE:
            return await _respond(send)
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = bytearray()

        async def reading():
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    _record(headers, bytes(body))
            return message

        return await app(scope, reading, send)

    return observing
