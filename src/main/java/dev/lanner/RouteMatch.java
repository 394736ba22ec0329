package dev.lanner;

/** The route that a request took, with the values of its parameters. */
final class RouteMatch implements RouteFeature {
    private final RouteMatch mount;
    private final Route route;
    private final String[] values;

    /**
     * A route that was taken.
     *
     * @param mount the mounted route that led here; null for none
     * @param route the route
     * @param values of each of the pattern's parameters
     */
    RouteMatch(RouteMatch mount, Route route, String[] values) {
        this.mount = mount;
        this.route = route;
        this.values = values;
    }

    Route route() {
        return route;
    }

    @Override
    public String pattern() {
        return mount == null
                ? route.pattern().text()
                : mount.pattern() + route.pattern().text();
    }

    @Override
    public String parameter(String name) {
        int place = route.pattern().names().indexOf(name);
        if (place >= 0) {
            return values[place];
        }
        return mount == null ? null : mount.parameter(name);
    }
}
