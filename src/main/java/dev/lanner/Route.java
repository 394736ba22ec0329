package dev.lanner;

import dev.lanner.http.HttpMethod;

/**
 * A handler and the requests that it takes.
 *
 * @param method the method; null for a mounted handler, which takes every one
 * @param pattern the path; for a mounted handler its prefix, empty for all paths
 * @param handler what answers
 */
record Route(HttpMethod method, RoutePattern pattern, Handler handler) {
    boolean isMount() {
        return method == null;
    }

    /** The route as it was written, such as {@code GET /users/{id}}. */
    @Override
    public String toString() {
        String path = pattern.text().isEmpty() ? "/" : pattern.text();
        return isMount() ? "what is mounted at " + path : method + " " + path;
    }
}
