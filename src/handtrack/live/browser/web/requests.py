"""What pages post: read up to a size, and only from our own pages."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from handtrack.live.browser.web.access import Access

MOST_BYTES = 16 * 1024
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


async def read_post(request: Request, access: Access) -> dict[str, Any]:
    """Read a form or a JSON object that carries our token.

    Parameters
    ----------
    request : Request
    access : Access

    Raises
    ------
    HTTPException
        It is too large, no form and no object, or without our token.
    """
    posted = await read_body(request)
    token = request.headers.get("x-csrf") or posted.pop("csrf", None)
    if not (isinstance(token, str) and access.is_ours(token)):
        raise HTTPException(403)
    return posted


async def read_body(request: Request) -> dict[str, Any]:
    """Read a form or a JSON object.

    Raises
    ------
    HTTPException
        It is too large, or neither.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        if is_json(request):
            posted = json.loads(body)
            if isinstance(posted, dict):
                return posted
        elif _type(request) == _FORM:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
            return dict(pairs)
    except (ValueError, RecursionError) as e:
        raise HTTPException(400) from e
    raise HTTPException(415)


def is_json(request: Request) -> bool:
    """Whether a script posted it."""
    return _type(request) == _JSON


def _type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
