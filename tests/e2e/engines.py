"""Container engines and registries of the tests' own, on loopback and unix sockets, in temporary folders.

Each is started when first asked for and shared by all tests of the process. A thing that cannot start fails
the tests that need it: nothing is skipped. Everything hangs on a tether: a shell that ends its child when
the pipe to this process closes, so that nothing survives a test run, however that run ends.
"""

import atexit
import base64
import contextlib
import functools
import http.client
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.request

_TETHER = '"$@" & child=$!; cat >/dev/null; kill $child 2>/dev/null; wait $child'
_START_SECONDS = 60


class EngineError(Exception):
    """An engine or registry could not be started or asked."""


def _is_root():
    return os.geteuid() == 0


def _as_root(command):
    return command if _is_root() else ["sudo", "-n", *command]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """One program on its tether, with its log in `folder`."""

    def __init__(self, name, folder, command, env=None):
        self.name = name
        self.log = folder / f"{name}.log"
        self._stop_hooks = []
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", _TETHER, name, *command], stdin=subprocess.PIPE, stdout=log, stderr=log,
                env={**os.environ, **(env or {})}, start_new_session=True)
        atexit.register(self.stop)

    def wait_until(self, ready):
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if ready():
                return self
            time.sleep(0.02)
        self.stop()
        raise EngineError(f"{self.name} did not start; its log:\n{self.log.read_text(errors='replace')[-4000:]}")

    def before_stop(self, hook):
        self._stop_hooks.append(hook)

    def stop(self):
        if self.process.stdin.closed:
            return
        for hook in self._stop_hooks:
            hook()
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            subprocess.run(_as_root(["kill", "-9", f"-{self.process.pid}"]), check=False)


def temporary_folder(name):
    """A folder that is gone when the process ends, also when root or a user namespace owns parts of it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"tiltc-{name}-"))

    def remove():
        with open("/proc/mounts", encoding="utf-8") as mounts:
            mounted = [line.split()[1] for line in mounts]
        for point in sorted((m for m in mounted if m.startswith(str(folder))), reverse=True):
            subprocess.run(_as_root(["umount", "-l", point]), check=False)
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            subprocess.run(_as_root(["rm", "-rf", str(folder)]), check=False)

    atexit.register(remove)
    return folder


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("engine", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Engine:
    """A server of the Docker Engine API, and what tests ask of it."""

    def __init__(self, name, socket_path, daemon=None, variables=None):
        self.name = name
        self.socket = str(socket_path)
        self.host = f"unix://{socket_path}"
        self.daemon = daemon
        # What a process needs to find this engine by itself.
        self.variables = {"DOCKER_HOST": self.host, **(variables or {})}

    def request(self, method, path):
        connection = _UnixConnection(self.socket)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        return response.status, body

    def answers(self):
        try:
            return self.request("GET", "/_ping")[0] == 200
        except OSError:
            return False

    def tags(self):
        """All references of the engine's images, as `docker images` shows them."""
        images = json.loads(self.request("GET", "/v1.40/images/json")[1])
        found = {tag for image in images for tag in image.get("RepoTags") or []}
        return {_familiar(tag) for tag in found if "<none>" not in tag}

    def inspect(self, reference):
        status, body = self.request("GET", f"/v1.40/images/{reference}/json")
        return json.loads(body) if status == 200 else None

    def image_id(self, reference):
        """Hexadecimal digits only, or None."""
        image = self.inspect(reference)
        return image["Id"].removeprefix("sha256:") if image else None

    def files(self, reference):
        """{path: content} of an image's file system."""
        status, body = self.request("GET", f"/v1.40/images/{reference}/get")
        if status != 200:
            raise EngineError(f"{self.name} has no image {reference}")
        found = {}
        with tarfile.open(fileobj=io.BytesIO(body)) as archive:
            [manifest] = json.load(archive.extractfile("manifest.json"))
            for name in manifest["Layers"]:
                with tarfile.open(fileobj=archive.extractfile(name)) as layer:
                    found.update({m.name: layer.extractfile(m).read() for m in layer if m.isfile()})
        return found

    def clean(self):
        """Removes every image."""
        images = json.loads(self.request("GET", "/v1.40/images/json?all=1")[1])
        for image in images:
            self.request("DELETE", f"/v1.40/images/{image['Id']}?force=1")


def _familiar(reference):
    for prefix in ("docker.io/library/", "docker.io/"):
        if reference.startswith(prefix):
            return reference.removeprefix(prefix)
    return reference


def start_docker():
    """A dockerd of its own."""
    if not shutil.which("dockerd"):
        raise EngineError("dockerd is not installed (Debian's package is docker.io)")
    folder = temporary_folder("docker")
    (folder / "daemon.json").write_text("{}")
    path = folder / "docker.sock"
    group = [] if _is_root() else ["--group", str(os.getgid())]
    daemon = Daemon("dockerd", folder, _as_root([
        "dockerd", "--config-file", str(folder / "daemon.json"), "--iptables=false", "--bridge=none",
        "--data-root", str(folder / "data"), "--exec-root", str(folder / "exec"),
        "--pidfile", str(folder / "pid"), "--host", f"unix://{path}",
        "--containerd-namespace", "tiltc-test", "--containerd-plugins-namespace", "tiltc-test-plugins",
        *group]))
    if not _is_root():  # a user may not signal root's process; sudo may
        daemon.before_stop(lambda: subprocess.run(
            _as_root(["sh", "-c", f"kill $(cat {folder}/pid)"]), check=False))
    engine = Engine("docker", path, daemon)
    daemon.wait_until(engine.answers)
    engine.pid_file = folder / "pid"
    return engine


def _podman_storage(folder):
    """A storage.conf for private storage, with the driver that works where `folder` lies."""
    file = folder / "storage.conf"
    for driver in ("overlay", "vfs"):
        file.write_text(f'[storage]\ndriver = "{driver}"\n'
                        f'graphroot = "{folder}/{driver}"\nrunroot = "{folder}/run"\n')
        tried = subprocess.run(["podman", "info"], env=podman_variables(file), capture_output=True,
                               text=True, check=False)
        if tried.returncode == 0:
            return file
    raise EngineError(f"podman does not work here: {tried.stderr}")


def podman_variables(storage):
    return {**os.environ, "CONTAINERS_STORAGE_CONF": str(storage), "BUILDAH_ISOLATION": "chroot"}


def podman_storage():
    """Private storage for podman and buildah commands: the variables that select it."""
    for program in ("podman", "buildah", "skopeo"):
        if not shutil.which(program):
            raise EngineError(f"{program} is not installed")
    folder = temporary_folder("podman")
    return {"CONTAINERS_STORAGE_CONF": str(_podman_storage(folder)), "BUILDAH_ISOLATION": "chroot"}


def start_podman():
    """Podman's API service, with storage of its own."""
    variables = podman_storage()
    folder = pathlib.Path(variables["CONTAINERS_STORAGE_CONF"]).parent
    path = folder / "podman.sock"
    daemon = Daemon("podman", folder, ["podman", "system", "service", "--time=600", f"unix://{path}"],
                    variables)
    engine = Engine("podman", path, daemon, variables)
    daemon.wait_until(engine.answers)
    return engine


# The password "correct horse", hashed with bcrypt: the only form that the registry takes.
USER, PASSWORD = "alice", "correct horse"


class Registry:
    """A docker-registry on a loopback port."""

    def __init__(self, authenticated=False):
        if not shutil.which("docker-registry"):
            raise EngineError("docker-registry is not installed")
        self.port = free_port()
        self.address = f"localhost:{self.port}"
        self._credentials = f"{USER}:{PASSWORD}" if authenticated else None
        self._folder = temporary_folder("registry")
        self._start()

    def _start(self):
        config = {
            "version": 0.1,
            "log": {"level": "info"},
            "storage": {"filesystem": {"rootdirectory": str(self._folder / "data")}},
            "http": {"addr": f"127.0.0.1:{self.port}"},
        }
        if self._credentials:
            (self._folder / "htpasswd").write_text(f"{USER}:{_PASSWORD_HASH}\n")
            config["auth"] = {"htpasswd": {"realm": "tests", "path": str(self._folder / "htpasswd")}}
        file = self._folder / "config.yml"
        file.write_text(json.dumps(config))  # JSON is YAML
        self.daemon = Daemon("registry", self._folder, ["docker-registry", "serve", str(file)])
        self.daemon.wait_until(lambda: self.request("/v2/")[0] in (200, 401))

    def request(self, path, accept="application/vnd.docker.distribution.manifest.v2+json, "
                                   "application/vnd.oci.image.manifest.v1+json"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Accept": accept})
        if self._credentials:
            token = base64.b64encode(self._credentials.encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read()
        except OSError:
            return 0, b""

    def tags(self):
        """All references that the registry holds."""
        found = set()
        for name in self._list("/v2/_catalog?n=1000", "repositories"):
            for tag in self._list(f"/v2/{name}/tags/list", "tags"):
                found.add(f"{self.address}/{name}:{tag}")
        return found

    def _list(self, path, member):
        status, body = self.request(path)
        if status != 200:
            raise EngineError(f"the registry answers {status} to {path}: {body[:500]}")
        return json.loads(body)[member] or []

    def image_id(self, reference):
        """The ID of the image that `reference` names here (hexadecimal digits), or None."""
        name, tag = reference.removeprefix(self.address + "/").rsplit(":", 1)
        status, body = self.request(f"/v2/{name}/manifests/{tag}")
        return json.loads(body)["config"]["digest"].removeprefix("sha256:") if status == 200 else None


def _hash_password():
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import crypt
    return crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))


_PASSWORD_HASH = _hash_password()


@functools.cache
def docker():
    return start_docker()


@functools.cache
def podman():
    return start_podman()


@functools.cache
def embedded_storage():
    """Storage of its own for the engine that tiltc starts by itself."""
    return podman_storage()


@functools.cache
def registry():
    return Registry()


@functools.cache
def private_registry():
    """A registry that lets in USER with PASSWORD only."""
    return Registry(authenticated=True)


def engine(name):
    return {"docker": docker, "podman": podman}[name]()




class FaultyRegistry:
    """A server on a loopback port that speaks like a registry until it does what `fault` says.

    nonsense: answers every request with words that are no HTTP. errors: answers 500. dies: accepts uploads
    and closes the connection in the middle of the first blob.
    """

    def __init__(self, fault):
        self.fault = fault
        self.requests = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.address = f"localhost:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._server.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rb") as stream:
            if not stream.peek(1)[:1].isupper():  # the greeting of TLS; clients then try without
                return
            try:
                while request := stream.readline().decode("latin-1").split():
                    headers = http.client.parse_headers(stream)
                    self.requests.append(" ".join(request[:2]))
                    if not self._answer(connection, stream, request[0], request[1], headers):
                        return
            except OSError:
                return

    def _answer(self, connection, stream, method, path, headers):
        if self.fault == "nonsense":
            connection.sendall(b"\x00\x01 here be dragons\r\n\r\n")
            return False
        if self.fault == "errors":
            return self._respond(connection, "500 Internal Server Error", body=b"the disk is on fire")
        if path == "/v2/":
            return self._respond(connection, "200 OK", body=b"{}")
        if method == "POST":
            return self._respond(connection, "202 Accepted",
                                 {"Location": path + "1", "Docker-Upload-UUID": "1", "Range": "0-0"})
        if method in ("PATCH", "PUT"):
            stream.read(min(1000, int(headers.get("Content-Length") or 10)))
            return False
        return self._respond(connection, "404 Not Found")

    @staticmethod
    def _respond(connection, status, headers=None, body=b""):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}",
                 "Docker-Distribution-Api-Version: registry/2.0",
                 *(f"{k}: {v}" for k, v in (headers or {}).items())]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return True


class RegistryProxy:
    """A loopback port that leads to a registry and notes each request; `breaks` makes it misbehave.

    breaks(method, path, number) is asked before each request, number counting those of the same method and
    path from 1: None passes it on, "reset" closes the connection in the middle of the request, "truncate"
    sends half of the answer, "hang" never answers, and bytes are sent as the answer.
    """

    def __init__(self, registry, breaks=lambda method, path, number: None):
        self.requests = []
        self._registry = registry
        self._breaks = breaks
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._server.getsockname()[1]
        self.address = f"localhost:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._server.close()

    def count(self, method):
        with self._lock:
            return sum(request.startswith(method + " ") for request in self.requests)

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rb") as stream:
            if not stream.peek(1)[:1].isupper():  # the greeting of TLS; clients then try without
                return
            try:
                while line := stream.readline():
                    if not self._handle(connection, stream, line):
                        return
            except OSError:
                return

    def _handle(self, connection, stream, line):
        method, path, _ = line.decode("latin-1").split()
        headers = http.client.parse_headers(stream)
        with self._lock:
            self.requests.append(f"{method} {path}")
            number = self.requests.count(f"{method} {path}")
        fault = self._breaks(method, path, number)
        if fault == "reset":
            stream.read(min(10, int(headers.get("Content-Length") or 0)))
            return False
        if fault == "hang":
            time.sleep(120)
            return False
        if isinstance(fault, bytes):
            self._body(stream, headers)
            connection.sendall(fault)
            return False
        answer = self._forward(method, path, headers, self._body(stream, headers))
        connection.sendall(answer[:len(answer) // 2] if fault == "truncate" else answer)
        return False

    @staticmethod
    def _body(stream, headers):
        if headers.get("Transfer-Encoding") != "chunked":
            return stream.read(int(headers.get("Content-Length") or 0))
        body = b""
        while size := int(stream.readline(), 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
        return body

    def _forward(self, method, path, headers, body):
        upstream = http.client.HTTPConnection("127.0.0.1", self._registry.port, timeout=60)
        kept = {k: v for k, v in headers.items()
                if k.lower() not in ("connection", "transfer-encoding", "content-length", "expect")}
        with contextlib.closing(upstream):
            upstream.request(method, path, body, {**kept, "Host": self.address, "Content-Length": str(len(body))})
            response = upstream.getresponse()
            content = response.read()
        lines = [f"HTTP/1.1 {response.status} {response.reason}", "Connection: close"]
        length = response.headers.get("Content-Length", str(len(content)))
        lines += [f"{k}: {v}" for k, v in response.headers.items()
                  if k.lower() not in ("connection", "transfer-encoding", "content-length")]
        return "\r\n".join([*lines, f"Content-Length: {length}"]).encode() + b"\r\n\r\n" + content
