"""The security headers that Django has no setting for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=()"
    ),
}


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return respond


def utf8_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Read every request as UTF-8, whatever its header says: our forms and links are nothing else.

    With a charset of the reader's choice one address would mean two things, and the page cache
    would keep the wrong one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.content_params.pop("charset", None)
        # The public setter would read the query in the charset that is asked for, which may fail.
        request._encoding = "utf-8"
        return get_response(request)

    return middleware
