from django.http import HttpRequest, HttpResponse
from django.urls import path

from askexperts.urls import handler400, handler404
from askexperts.urls import urlpatterns as product

__all__ = ["handler400", "handler404", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, world!")


urlpatterns = [path("bare/", bare), *product]
