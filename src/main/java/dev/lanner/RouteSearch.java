package dev.lanner;

import dev.lanner.http.HttpMethod;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One request's way down the tree of routes: literal segments before parameters, these before what takes the rest. Where a
 * way ends without a route for the method, the next best is tried; no place in the tree is visited twice.
 *
 * <p>Used by the thread that handles the request.
 */
final class RouteSearch {
    private static final String[] NO_VALUES = {};

    private final HttpMethod method;
    private final String path;
    private SortedSet<String> allowed = Collections.emptySortedSet();
    private String[] values = NO_VALUES;
    private int mountedAt;

    RouteSearch(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
    }

    /** The route to take; null if there is none. */
    Route find(RouteNode root) {
        return find(root, 0, 0);
    }

    /** The methods of the routes that have the path but not the method; empty if there is no such route. */
    SortedSet<String> allowed() {
        return allowed;
    }

    /** The values of the parameters of the route that was found. */
    String[] values() {
        return values;
    }

    /** How much of the path a mounted handler's prefix takes up. */
    int mountedAt() {
        return mountedAt;
    }

    /**
     * Goes on from a node.
     *
     * @param at the place of the slash before the next segment, or the end of the path
     * @param count how many values there are so far
     */
    private Route find(RouteNode node, int at, int count) {
        Route found = at == path.length() ? choose(node.ends()) : findBelow(node, at, count);
        if (found == null && node.mount() != null && allowed.isEmpty()) {
            mountedAt = at;
            return node.mount();
        }
        return found;
    }

    private Route findBelow(RouteNode node, int at, int count) {
        int slash = path.indexOf('/', at + 1);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(at + 1, end);
        RouteNode literal = node.literal(segment);
        Route found = literal == null ? null : find(literal, end, count);
        if (found == null && node.parameter() != null && !segment.isEmpty()) {
            found = find(node.parameter(), end, keep(count, decodeSlashes(segment)));
        }
        if (found == null) {
            found = choose(node.rests());
            if (found != null) {
                keep(count, path.substring(at + 1));
            }
        }
        return found;
    }

    private Route choose(Map<HttpMethod, Route> routes) {
        Route route = routes.get(method);
        if (route == null && method.equals(HttpMethod.HEAD)) {
            route = routes.get(HttpMethod.GET);
        }
        if (route == null) {
            routes.keySet().forEach(this::allowInstead);
        }
        return route;
    }

    /** The path has a route for another method. */
    private void allowInstead(HttpMethod other) {
        if (allowed.isEmpty()) {
            allowed = new TreeSet<>();
        }
        allow(other, allowed);
    }

    /** Adds a method to those for {@code Allow}; with GET comes HEAD. */
    static void allow(HttpMethod method, SortedSet<String> into) {
        into.add(method.name());
        if (method.equals(HttpMethod.GET)) {
            into.add(HttpMethod.HEAD.name());
        }
    }

    private int keep(int count, String value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, Math.max(4, count * 2));
        }
        values[count] = value;
        return count + 1;
    }

    private static String decodeSlashes(String segment) {
        return segment.indexOf("%2") < 0
                ? segment
                : segment.replace("%2F", "/").replace("%2f", "/").replace("%252F", "%2F");
    }
}
