/** An embedded HTTP server without dependencies: virtual threads, blocking IO, features, and an application model. */
module dev.lanner {
    // For the command alone, which sets the levels of its loggers where that module is there.
    requires static java.logging;
    // For who is at the other end of a Unix domain socket; a broker that lets other users in says so where it is not
    // there.
    requires static jdk.net;
    // For Negotiate alone, which says so where that module is not there.
    requires static java.security.jgss;

    exports dev.lanner;
    exports dev.lanner.adapter;
    exports dev.lanner.authentication;
    exports dev.lanner.configuration;
    exports dev.lanner.feature;
    exports dev.lanner.gateway;
    exports dev.lanner.hosting;
    exports dev.lanner.http;
    exports dev.lanner.middleware;
    exports dev.lanner.queue;
    exports dev.lanner.server;
    exports dev.lanner.testing;
    exports dev.lanner.worker;

    uses dev.lanner.internal.module.BrokerEnvironment.Attaching;

    provides dev.lanner.internal.module.BrokerEnvironment.Attaching with
            dev.lanner.internal.attach.QueueAttaching;
}
