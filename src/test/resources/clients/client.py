"""Talks to Lanner with what Python brings: python3 client.py URL CERTIFICATE PART. Prints ok, or fails with the reason."""
import hashlib
import http.client
import socket
import ssl
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

URL = sys.argv[1]
PORT = urllib.parse.urlsplit(URL).port
TLS = ssl.create_default_context(cafile=sys.argv[2]) if URL.startswith("https") else None
CONTENT = bytes(i * 7 % 251 for i in range(1_000_000))
HASH = hashlib.sha256(CONTENT).hexdigest()


def connection():
    if TLS:
        return http.client.HTTPSConnection("localhost", PORT, timeout=60, context=TLS)
    return http.client.HTTPConnection("localhost", PORT, timeout=60)


def text(connection, method, path, **more):
    connection.request(method, path, **more)
    response = connection.getresponse()
    return response.status, response.read().decode("latin-1")


def same(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def keep_alive():
    c = connection()
    same(text(c, "GET", "/hello"), (200, "hello"))
    first = c.sock
    for _ in range(20):
        same(text(c, "GET", "/hello"), (200, "hello"))
        same(text(c, "GET", "/missing")[0], 404)
        same(text(c, "POST", "/hash", body=b"abc"), (200, hashlib.sha256(b"abc").hexdigest()))
        same(text(c, "POST", "/refuse", body=b"not read"), (403, ""))
    assert c.sock is first, "the connection was not kept"
    same(text(c, "GET", "/hello", headers={"Connection": "close"}), (200, "hello"))
    assert c.sock is None, "the server did not say that it closes"


def head():
    c = connection()
    c.request("HEAD", "/hello")
    response = c.getresponse()
    same((response.status, response.getheader("Content-Length"), response.read()), (200, "5", b""))
    same(text(c, "GET", "/hello"), (200, "hello"))


def upload():
    c = connection()
    same(text(c, "POST", "/hash", body=CONTENT), (200, HASH))
    same(text(c, "POST", "/echo", body=CONTENT), (200, CONTENT.decode("latin-1")))


def chunked():
    c = connection()
    pieces = (CONTENT[i : i + 9_999] for i in range(0, len(CONTENT), 9_999))
    same(text(c, "POST", "/hash", body=pieces, encode_chunked=True), (200, HASH))
    same(text(c, "GET", "/chunks"), (200, "chunk 0\nchunk 1\nchunk 2\n"))
    same(text(c, "GET", "/hello"), (200, "hello"))


def early_hints():
    """http.client passes over 100 only, so this one reads by itself."""
    plain = socket.create_connection(("localhost", PORT), 60)
    with TLS.wrap_socket(plain, server_hostname="localhost") if TLS else plain as s, s.makefile("rb") as f:
        s.sendall(b"GET /hints HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        same(f.readline(), b"HTTP/1.1 103 Early Hints\r\n")
        same(f.readline(), b"Link: </style.css>; rel=preload\r\n")
        same(f.readline(), b"\r\n")
        same(f.readline(), b"HTTP/1.1 200 OK\r\n")
        assert f.read().endswith(b"\r\n\r\nhinted")


def cut():
    c = connection()
    c.request("GET", "/fail")
    try:
        c.getresponse().read()
    except (http.client.IncompleteRead, ConnectionResetError, ssl.SSLError):
        return
    raise AssertionError("a response that was cut looked whole")


def urllib_():
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=TLS))
    with opener.open(URL + "/hello", timeout=60) as response:
        same((response.status, response.read(), response.headers["Connection"]), (200, b"hello", "close"))
    with opener.open(URL + "/hash", data=CONTENT, timeout=60) as response:
        same(response.read().decode(), HASH)
    try:
        opener.open(URL + "/missing", timeout=60)
    except urllib.error.HTTPError as error:
        same(error.code, 404)
        return
    raise AssertionError("404 was no error")


def http10():
    c = connection()
    c._http_vsn, c._http_vsn_str = 10, "HTTP/1.0"
    same(text(c, "GET", "/version"), (200, "HTTP/1.0"))
    assert c.sock is None, "the server did not say that it closes"
    same(text(c, "GET", "/version", headers={"Connection": "keep-alive"}), (200, "HTTP/1.0"))
    assert c.sock is not None, "the connection was not kept"


def many():
    wrong = []

    def one():
        try:
            c = connection()
            for _ in range(20):
                same(text(c, "POST", "/hash", body=CONTENT[:50_000]), (200, hashlib.sha256(CONTENT[:50_000]).hexdigest()))
        except BaseException as e:
            wrong.append(e)

    threads = [threading.Thread(target=one) for _ in range(32)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    same(wrong, [])


PARTS = {
    "keep_alive": keep_alive,
    "head": head,
    "upload": upload,
    "chunked": chunked,
    "early_hints": early_hints,
    "cut": cut,
    "urllib": urllib_,
    "http10": http10,
    "many": many,
}
PARTS[sys.argv[3]]()
print("ok")
