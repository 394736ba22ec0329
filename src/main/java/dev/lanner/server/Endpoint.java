package dev.lanner.server;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Where a server listens. Immutable. */
public sealed interface Endpoint {
    /**
     * The address as a URL, with the port that was asked for.
     *
     * @return such as {@code http://localhost:0}
     */
    String url();

    /**
     * A TCP port.
     *
     * @param host {@code localhost} for both loopback addresses, {@code *} for every address, else one IPv4 or IPv6
     *     address or a name that resolves to one
     * @param port from 1 to 65,535, or 0 for any free port
     */
    record Tcp(String host, int port) implements Endpoint {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if the host is empty or the port out of its range
         */
        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException(
                        "host is empty; it must be an address, a name, localhost, or * for every address");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port is " + port + "; it must be from 0 to 65535, 0 for any");
            }
        }

        @Override
        public String url() {
            return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Unix domain socket. A file that a dead server has left at the path is removed; the file is removed again when the
     * server stops.
     *
     * @param path an absolute path, of at most 100 bytes on most systems
     * @param mode who may connect: who may write to the file
     */
    record Unix(Path path, Set<PosixFilePermission> mode) implements Endpoint {
        /**
         * Checks the path.
         *
         * @throws IllegalArgumentException if it is not absolute
         */
        public Unix {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("the socket's path " + path + " is relative; it must be absolute");
            }
            mode = Set.copyOf(mode);
        }

        @Override
        public String url() {
            return "http://unix:" + path;
        }
    }

    /**
     * The listening socket that this process inherited as its standard input, as inetd and systemd (with
     * {@code StandardInput=socket}) hand it over: see {@link System#inheritedChannel()}.
     */
    record Inherited() implements Endpoint {
        @Override
        public String url() {
            return "http://inherited";
        }
    }

    /**
     * Both loopback addresses; a machine without IPv6 (or without IPv4) is served on the other.
     *
     * @param port from 1 to 65,535, or 0 for any free port, the same on both
     * @return the endpoint
     */
    static Endpoint localhost(int port) {
        return new Tcp("localhost", port);
    }

    /**
     * Every address of this machine.
     *
     * @param port from 1 to 65,535, or 0 for any free port
     * @return the endpoint
     */
    static Endpoint anyAddress(int port) {
        return new Tcp("*", port);
    }

    /**
     * One address.
     *
     * @param host an IPv4 or IPv6 address, or a name
     * @param port from 1 to 65,535, or 0 for any free port
     * @return the endpoint
     */
    static Endpoint tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /**
     * A Unix domain socket that only this user may connect to.
     *
     * @param path an absolute path
     * @return the endpoint
     */
    static Endpoint unix(Path path) {
        return new Unix(path, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * A Unix domain socket.
     *
     * @param path an absolute path
     * @param mode such as {@code rw-rw----}
     * @return the endpoint
     * @throws IllegalArgumentException if the mode is not of that form
     */
    static Endpoint unix(Path path, String mode) {
        return new Unix(path, PosixFilePermissions.fromString(mode));
    }

    /**
     * The inherited listening socket.
     *
     * @return the endpoint
     */
    static Endpoint inherited() {
        return new Inherited();
    }

    /**
     * The endpoint that a URL names.
     *
     * @param url such as {@code http://localhost:8080}, {@code http://*:80} or {@code http://unix:/run/app.sock}
     * @return the endpoint
     * @throws IllegalArgumentException if the URL is of another form, with a message that says which forms there are
     */
    static Endpoint of(String url) {
        Objects.requireNonNull(url, "url");
        String forms = "; it must be http://HOST[:PORT] or http://unix:/PATH";
        if (!url.startsWith("http://")) {
            throw new IllegalArgumentException("\"" + url + "\" is not an endpoint" + forms);
        }
        String rest = url.substring("http://".length());
        if (rest.startsWith("unix:/")) {
            return unix(Path.of(rest.substring("unix:".length())));
        }
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (authority.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + url + "\" has a path, which an endpoint can't have" + forms);
        }
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (bracket > 0 && host.startsWith("[")) {
            host = host.substring(1, bracket);
        }
        try {
            return new Tcp(host, colon < 0 ? 80 : Integer.parseInt(authority.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "\"" + authority.substring(colon + 1) + "\" in \"" + url + "\" is not a port" + forms, notANumber);
        }
    }
}
