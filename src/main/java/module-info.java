/** An embedded HTTP server without dependencies: virtual threads, blocking IO, features, and an application model. */
module dev.lanner {
    // For the command alone, which sets the levels of its loggers where that module is there.
    requires static java.logging;

    exports dev.lanner;
    exports dev.lanner.adapter;
    exports dev.lanner.configuration;
    exports dev.lanner.feature;
    exports dev.lanner.gateway;
    exports dev.lanner.hosting;
    exports dev.lanner.http;
    exports dev.lanner.middleware;
    exports dev.lanner.server;
    exports dev.lanner.testing;
}
