"""A small Google Cloud Storage on this machine, for TensorFlow's own client.

TensorFlow talks to `www.googleapis.com` and `storage.googleapis.com` over TLS,
through the proxy that `https_proxy` names, and trusts what `CURL_CA_BUNDLE`
holds. Here one server is the proxy and both hosts.
"""

import dataclasses
import http.server
import itertools
import json
import re
import ssl
import threading
import urllib.parse
import zlib

import trustme

_HOSTS = ("www.googleapis.com", "storage.googleapis.com")
_TOKEN = "a-token-for-tests"


@dataclasses.dataclass
class Bucket:
    """A bucket.

    Attributes:
        name: As in `gs://name`.
        objects: `{name: bytes}`.
        requests: Of each request "METHOD path", without the query.
        refused: A request that this pattern matches gets status 403.
    """

    name: str
    objects: dict = dataclasses.field(default_factory=dict)
    requests: list = dataclasses.field(default_factory=list)
    refused: str = "$^"

    @property
    def url(self):
        """What its paths begin with."""
        return f"gs://{self.name}"

    def names(self, prefix=""):
        """Returns the names of the objects, sorted."""
        return sorted(n for n in self.objects if n.startswith(prefix))

    def count(self, pattern):
        """Returns how many requests match a pattern."""
        return sum(bool(re.search(pattern, r)) for r in self.requests)

    def resource(self, name):
        """Returns what the API says of an object."""
        data = self.objects[name]
        return {
            "name": name,
            "size": str(len(data)),
            "generation": str(zlib.crc32(data) + 1),
            "updated": "2026-01-01T00:00:00.000Z",
        }


class FakeStorage:
    """Buckets in memory behind the calls of TensorFlow's client.

    Args:
        folder: `pathlib.Path` for the certificate.

    Attributes:
        environment: What sends a process here instead of to Google.
        buckets: `{name: Bucket}`.
    """

    def __init__(self, folder):
        self.buckets = {}
        self._uploads = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        authority = trustme.CA()
        bundle = folder / "authority.pem"
        authority.cert_pem.write_to_path(bundle)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*_HOSTS).configure_cert(self.context)
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), _handler(self)
        )
        self.environment = {
            "https_proxy": f"http://127.0.0.1:{self._server.server_port}",
            "CURL_CA_BUNDLE": str(bundle),
            "GOOGLE_AUTH_TOKEN_FOR_TESTING": _TOKEN,
        }

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def bucket(self, name):
        """Returns a new bucket."""
        return self.buckets.setdefault(name, Bucket(name))

    def answer(self, method, target, headers, body):
        """Returns status, headers and body for a request."""
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        if headers.get("Authorization") != f"Bearer {_TOKEN}":
            return _failure(401)
        for verb, pattern, action in _ROUTES:
            match = re.fullmatch(pattern, url.path)
            if verb == method and match:
                name, *names = map(urllib.parse.unquote, match.groups())
                if name not in self.buckets:
                    return _failure(404)
                bucket = self.buckets[name]
                request = f"{method} {urllib.parse.unquote(url.path)}"
                with self._lock:
                    bucket.requests.append(request)
                    if re.search(bucket.refused, request):
                        return _failure(403)
                    call = Call(query, headers, body)
                    return action(self, bucket, *names, call)
        return _failure(501)

    def stat_bucket(self, bucket, call):
        return _json({"name": bucket.name})

    def stat_layout(self, bucket, call):
        return _json({"hierarchicalNamespace": {"enabled": False}})

    def list(self, bucket, call):
        prefix = call.query.get("prefix", "")
        delimiter = call.query.get("delimiter")
        items, prefixes = [], []
        for name in bucket.names(prefix):
            head, found, _ = name[len(prefix) :].partition(delimiter or "\0")
            folder = f"{prefix}{head}{found}"
            if not found:
                items.append(bucket.resource(name))
            elif folder not in prefixes:
                prefixes.append(folder)
        items = items[: int(call.query.get("maxResults", 1000))]
        return _json({"items": items, "prefixes": prefixes})

    def stat(self, bucket, name, call):
        if name not in bucket.objects:
            return _failure(404)
        return _json(bucket.resource(name))

    def delete(self, bucket, name, call):
        if bucket.objects.pop(name, None) is None:
            return _failure(404)
        return 204, {}, b""

    def download(self, bucket, name, call):
        data = bucket.objects.get(name)
        if data is None:
            return _failure(404)
        first, last = re.findall(r"\d+", call.headers["Range"])
        part = data[int(first) : int(last) + 1]
        return (206, {}, part) if part else _failure(416)

    def rewrite(self, bucket, name, to_bucket, to_name, call):
        if name not in bucket.objects:
            return _failure(404)
        self.buckets[to_bucket].objects[to_name] = bucket.objects[name]
        return _json({"done": True})

    def begin_upload(self, bucket, call):
        name = call.query["name"]
        if call.query["uploadType"] == "media":
            bucket.objects[name] = call.body
            return _json(bucket.resource(name))
        session = str(next(self._numbers))
        self._uploads[session] = name
        where = f"https://{_HOSTS[0]}/upload/storage/v1/b/{bucket.name}/o"
        return 200, {"Location": f"{where}?upload_id={session}"}, b""

    def end_upload(self, bucket, call):
        name = self._uploads.get(call.query["upload_id"])
        if name is None:
            return _failure(404)
        # An upload comes in one piece, and a second request for it, which is
        # empty, asks whether it is all there.
        if name not in bucket.objects or call.body:
            bucket.objects[name] = call.body
        return _json(bucket.resource(name))


@dataclasses.dataclass
class Call:
    """What a request brings beside its path."""

    query: dict
    headers: dict
    body: bytes


_B = r"/storage/v1/b/([^/]+)"
_O = r"/o/([^/]+)"
_ROUTES = [
    ("GET", _B, FakeStorage.stat_bucket),
    ("GET", _B + "/storageLayout", FakeStorage.stat_layout),
    ("GET", _B + "/o", FakeStorage.list),
    ("GET", _B + _O, FakeStorage.stat),
    ("DELETE", _B + _O, FakeStorage.delete),
    ("POST", f"{_B}{_O}/rewriteTo/b/([^/]+){_O}", FakeStorage.rewrite),
    ("POST", f"/upload{_B}/o", FakeStorage.begin_upload),
    ("PUT", f"/upload{_B}/o", FakeStorage.end_upload),
    ("GET", "/([^/]+)/(.+)", FakeStorage.download),
]


def _json(value):
    text = json.dumps(value).encode()
    return 200, {"Content-Type": "application/json"}, text


def _failure(status):
    return status, {}, b""


def _handler(storage):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self):
            self.send_response(200)
            self.end_headers()
            # What follows on this connection is for the host itself.
            self.request = storage.context.wrap_socket(
                self.request, server_side=True
            )
            self.setup()

        def answer(self):
            status, headers, content = storage.answer(
                self.command, self.path, self.headers, self._body()
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def _body(self):
            # TensorFlow sends chunks and a Content-Length, which is then of
            # what the chunks hold.
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers["Content-Length"] or 0))
            chunks = []
            while size := int(self.rfile.readline(), 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def log_message(self, *words):
            pass

    return Handler
