"""How gunicorn serves the site, on a laptop and in production; the address comes with --bind."""

wsgi_app = "askexperts.wsgi"
worker_class = "gthread"
threads = 8  # Each keeps a connection to the database, and the process one more.
timeout = 30
graceful_timeout = 20
max_requests = 100_000
max_requests_jitter = 20_000
# Nobody tells us where the site begins. A proxy on this machine that passes every header on would
# let any visitor do it, and the home page that is kept for all would have their links in it.
forwarder_headers = ""
# Its place would be the same for every gunicorn of an account.
control_socket_disable = True


def post_worker_init(worker):
    """Load the model of search by meaning, if there is one, before somebody waits for it."""
    from qa import semantic

    semantic.loaded_scorer()
