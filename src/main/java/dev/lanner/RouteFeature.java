package dev.lanner;

/** The route that a request took. Given by {@link Router} to what it calls; it stays for what runs after. */
public interface RouteFeature {
    /**
     * The route as it was written, for logs and metrics: it has no text of the request.
     *
     * @return such as {@code /users/{id}}, with the prefixes under which the router is mounted
     */
    String pattern();

    /**
     * The value of a parameter.
     *
     * @param name the name in the braces
     * @return its value, or null if the route has no such parameter
     */
    String parameter(String name);
}
