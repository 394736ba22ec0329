package dev.lanner;

import dev.lanner.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A place in the tree of routes: one step down for each segment. Filled by one thread while the router is built; then
 * copied, and never changed again.
 */
final class RouteNode {
    private final Map<String, RouteNode> literals = new HashMap<>();
    private final Map<HttpMethod, Route> ends = new HashMap<>();
    private final Map<HttpMethod, Route> rests = new HashMap<>();
    private RouteNode parameter;
    private Route mount;

    /** The same tree, on which later changes of this one have no effect. */
    RouteNode copy() {
        RouteNode copy = new RouteNode();
        literals.forEach((segment, node) -> copy.literals.put(segment, node.copy()));
        copy.ends.putAll(ends);
        copy.rests.putAll(rests);
        copy.parameter = parameter == null ? null : parameter.copy();
        copy.mount = mount;
        return copy;
    }

    /**
     * Puts a route where its pattern leads.
     *
     * @throws IllegalArgumentException if there is one that takes the same requests
     */
    void add(Route route) {
        RouteNode node = this;
        boolean rest = false;
        for (RoutePattern.Segment segment : route.pattern().segments()) {
            switch (segment.kind()) {
                case LITERAL -> node = node.literals.computeIfAbsent(segment.text(), text -> new RouteNode());
                case PARAMETER -> node = node.parameterOrNew();
                case REST -> rest = true;
            }
        }
        Route before = route.isMount() ? node.mount : (rest ? node.rests : node.ends).get(route.method());
        if (before != null) {
            throw new IllegalArgumentException(
                    route + " takes the same requests as " + before + ", which is there already");
        }
        if (route.isMount()) {
            node.mount = route;
        } else {
            (rest ? node.rests : node.ends).put(route.method(), route);
        }
    }

    private RouteNode parameterOrNew() {
        if (parameter == null) {
            parameter = new RouteNode();
        }
        return parameter;
    }

    /** Shows each method that some route here or below has. */
    void forEachMethod(Consumer<HttpMethod> method) {
        ends.keySet().forEach(method);
        rests.keySet().forEach(method);
        literals.values().forEach(node -> node.forEachMethod(method));
        if (parameter != null) {
            parameter.forEachMethod(method);
        }
    }

    RouteNode literal(String segment) {
        return literals.get(segment);
    }

    /** Where any segment leads; null if nowhere. */
    RouteNode parameter() {
        return parameter;
    }

    /** The routes of paths that end here. */
    Map<HttpMethod, Route> ends() {
        return ends;
    }

    /** The routes that take all segments from here on. */
    Map<HttpMethod, Route> rests() {
        return rests;
    }

    /** What takes all that comes here and finds no route; null if nothing. */
    Route mount() {
        return mount;
    }
}
