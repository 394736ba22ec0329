/** An embedded HTTP server without dependencies: virtual threads, blocking IO, features, and an application model. */
module dev.lanner {
    exports dev.lanner;
    exports dev.lanner.feature;
    exports dev.lanner.http;
    exports dev.lanner.server;
    exports dev.lanner.testing;
}
