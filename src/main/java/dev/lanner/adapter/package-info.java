/**
 * For a server of one's own that stands on another HTTP implementation. Row 5 of the design.
 *
 * <p>The other implementation reads requests and sends responses; a {@link dev.lanner.server.Server} around it hands each
 * request to an {@link dev.lanner.adapter.ExchangeAdapter}, which runs the application on it. What a request and a response
 * mean is decided by the same code as in the edge server: how a path is decoded, what HEAD leaves out, which lengths must
 * agree, what runs before and after, what an exception becomes.
 *
 * <p>A worked example, over the JDK's {@code com.sun.net.httpserver}, stands in the test tree:
 * {@code dev.lanner.examples.JdkHttpServerAdapter}. A server that keeps the contract passes the compatibility kit
 * ({@code dev.lanner.kit}) beside it.
 *
 * <p>The features that an application gets: {@code RequestFeature}, {@code RequestBodyFeature},
 * {@code RequestBodyDetectionFeature}, {@code BodySizeLimitFeature}, {@code RequestIdFeature}, {@code ConnectionFeature},
 * {@code ResponseFeature} and {@code ResponseBodyFeature}. Trailers, informational responses, upgrades and the sight of a
 * client that goes need more of a connection than an input and an output: the other feature interfaces are there to be
 * implemented, but not by this package.
 */
package dev.lanner.adapter;
