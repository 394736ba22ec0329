"""A client for what no load generator does; a program of its own, so that it can be pinned to its own cores.

client.py handshakes PORT SECONDS full|resumed    TLS 1.3 handshakes with one request each, one after the other
client.py idle PORT h1|tls|h2 COUNT               connections that have served one request, held until a line is read
"""
import json
import socket
import ssl
import sys
import time

GET = b"GET /plaintext HTTP/1.1\r\nHost: localhost\r\n"
# Preface, SETTINGS, and HEADERS with GET, https, a literal :path and :authority (RFC 7541 §6.2.2).
BLOCK = b"\x82\x87\x04\x0a/plaintext\x01\x09localhost"
GET_2 = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
    + bytes([0, 0, len(BLOCK), 1, 5, 0, 0, 0, 1]) + BLOCK)
SETTINGS, SETTINGS_ACK = 4, b"\0\0\0\4\1\0\0\0\0"


def context(alpn: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.set_alpn_protocols([alpn])
    return made


def handshakes(port: int, seconds: float, kind: str) -> dict:
    client = context("http/1.1")
    session = None
    latencies, errors = [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as raw:
                with client.wrap_socket(raw, session=session) as connection:
                    connection.sendall(GET + b"Connection: close\r\n\r\n")
                    answer = b""
                    while part := connection.recv(4_096):
                        answer += part
                    if b"Hello, World!" not in answer or connection.session_reused != (session is not None):
                        errors += 1
                    if kind == "resumed":
                        session = connection.session
        except OSError:
            errors += 1
        latencies.append((time.monotonic() - began) * 1000)
    return {"latencies": latencies, "errors": errors}


def ask(port: int, protocol: str, client: ssl.SSLContext) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 60)
    if protocol != "h1":
        connection = client.wrap_socket(connection)
    if protocol == "h2":
        connection.sendall(GET_2)
        await_end_of_stream(connection)
    else:
        connection.sendall(GET + b"\r\n")
        answer = b""
        while b"Hello, World!" not in answer:
            answer += received(connection, 4_096)
    return connection


def await_end_of_stream(connection) -> None:
    while True:
        header = exactly(connection, 9)
        exactly(connection, int.from_bytes(header[:3], "big"))
        if header[3] == SETTINGS and not header[4]:
            connection.sendall(SETTINGS_ACK)
        if header[3] <= 1 and header[4] & 1:
            return


def exactly(connection, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += received(connection, count - len(found))
    return found


def received(connection, count: int) -> bytes:
    part = connection.recv(count)
    if not part:
        raise ConnectionError("the server has closed the connection")
    return part


def idle(port: int, protocol: str, count: int) -> None:
    client = context("h2" if protocol == "h2" else "http/1.1")
    connections, errors = [], 0
    for _ in range(count):
        try:
            connections.append(ask(port, protocol, client))
        except OSError:
            errors += 1
    print("open", flush=True)
    sys.stdin.readline()
    print(json.dumps({"errors": errors + sum(closed(each) for each in connections)}), flush=True)


def closed(connection) -> bool:
    """Whether an end came; a server may have sent frames or tickets."""
    connection.setblocking(False)
    try:
        while connection.recv(4_096):
            continue
        return True
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True


if __name__ == "__main__":
    if sys.argv[1] == "handshakes":
        print(json.dumps(handshakes(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])))
    else:
        idle(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
