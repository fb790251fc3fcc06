"""A small Google Cloud Storage on this machine, for TensorFlow's own client.

python -m tests.cloud.fake_storage FOLDER

TensorFlow talks to `www.googleapis.com` and `storage.googleapis.com` over TLS,
through the proxy that `https_proxy` names, and trusts what `CURL_CA_BUNDLE`
holds. Here one server is the proxy and both hosts. It is a process of its own:
TensorFlow may wait for it with Python's lock in its hands.

It prints its port, and serves the buckets of the folder until it is stopped.
"""

import dataclasses
import http.server
import itertools
import json
import pathlib
import re
import ssl
import sys
import threading
import urllib.parse
import zlib

import trustme

from tests.cloud.bucket import Bucket

TOKEN = "a-token-for-tests"
AUTHORITY = "authority.pem"
_HOSTS = ("www.googleapis.com", "storage.googleapis.com")


@dataclasses.dataclass
class Call:
    """What a request brings beside its path."""

    query: dict
    headers: dict
    body: bytes


class Storage:
    """Answers the calls of TensorFlow's client.

    Args:
        folder: `pathlib.Path` of the buckets.
    """

    def __init__(self, folder):
        self._folder = folder
        self._uploads = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def answer(self, method, target, headers, body):
        """Returns status, headers and body for a request."""
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return _failure(401)
        for verb, pattern, action in _ROUTES:
            match = re.fullmatch(pattern, url.path)
            if verb == method and match:
                name, *names = map(urllib.parse.unquote, match.groups())
                bucket = Bucket(self._folder, name)
                call = Call(query, headers, body)
                with self._lock:
                    if not bucket.exists():
                        return _failure(404)
                    path = urllib.parse.unquote(url.path)
                    if not bucket.takes(f"{method} {path}"):
                        return _failure(403)
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
                items.append(_resource(bucket, name))
            elif folder not in prefixes:
                prefixes.append(folder)
        items = items[: int(call.query.get("maxResults", 1000))]
        return _json({"items": items, "prefixes": prefixes})

    def stat(self, bucket, name, call):
        if name not in bucket:
            return _failure(404)
        return _json(_resource(bucket, name))

    def delete(self, bucket, name, call):
        if name not in bucket:
            return _failure(404)
        del bucket[name]
        return 204, {}, b""

    def download(self, bucket, name, call):
        if name not in bucket:
            return _failure(404)
        first, last = map(int, re.findall(r"\d+", call.headers["Range"]))
        part = bucket[name][first : last + 1]
        return (206, {}, part) if part else _failure(416)

    def rewrite(self, bucket, name, to_bucket, to_name, call):
        if name not in bucket:
            return _failure(404)
        Bucket(self._folder, to_bucket)[to_name] = bucket[name]
        return _json({"done": True})

    def begin_upload(self, bucket, call):
        name = call.query["name"]
        if call.query["uploadType"] == "media":
            bucket[name] = call.body
            return _json(_resource(bucket, name))
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
        if call.body or name not in bucket:
            bucket[name] = call.body
        return _json(_resource(bucket, name))


_B = r"/storage/v1/b/([^/]+)"
_O = r"/o/([^/]+)"
_ROUTES = [
    ("GET", _B, Storage.stat_bucket),
    ("GET", _B + "/storageLayout", Storage.stat_layout),
    ("GET", _B + "/o", Storage.list),
    ("GET", _B + _O, Storage.stat),
    ("DELETE", _B + _O, Storage.delete),
    ("POST", f"{_B}{_O}/rewriteTo/b/([^/]+){_O}", Storage.rewrite),
    ("POST", f"/upload{_B}/o", Storage.begin_upload),
    ("PUT", f"/upload{_B}/o", Storage.end_upload),
    ("GET", "/([^/]+)/(.+)", Storage.download),
]


def _resource(bucket, name):
    """Returns what the API says of an object."""
    data = bucket[name]
    return {
        "name": name,
        "size": str(len(data)),
        "generation": str(zlib.crc32(data) + 1),
        "updated": "2026-01-01T00:00:00.000Z",
    }


def _json(value):
    text = json.dumps(value).encode()
    return 200, {"Content-Type": "application/json"}, text


def _failure(status):
    return status, {}, b""


class Handler(http.server.BaseHTTPRequestHandler):
    """Takes requests, and tunnels to the hosts that they are for."""

    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):
        self.send_response(200)
        self.end_headers()
        # What follows on this connection is for the host itself.
        self.request = self.server.context.wrap_socket(
            self.request, server_side=True
        )
        self.setup()

    def answer(self):
        status, headers, content = self.server.storage.answer(
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
        # TensorFlow sends chunks, and a Content-Length of what they hold.
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


def main(folder):
    """Serves the buckets of a folder."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / AUTHORITY)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.storage = Storage(folder)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*_HOSTS).configure_cert(server.context)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
