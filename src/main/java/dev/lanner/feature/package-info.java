/**
 * Features: what a server can give for a request, a connection or itself, one small interface each. Row 0 of the design:
 * contracts without behaviour.
 *
 * <p>A server puts features into a {@link dev.lanner.feature.FeatureCollection}; an application takes out what it wants
 * to use. Neither knows the other. {@link dev.lanner.feature.RequestFeature} and
 * {@link dev.lanner.feature.ResponseFeature} are the two that every server gives; with a
 * {@link dev.lanner.feature.RequestBodyFeature} and a {@link dev.lanner.feature.ResponseBodyFeature}, each one lambda,
 * a server can run any pipeline. All others may be missing.
 *
 * <p>The collection of a request falls back to the collection of its connection. A middleware that wants to change what
 * comes after it puts a feature of its own over the server's.
 *
 * <p>Unless a feature says otherwise it is used by the thread that handles its request, and is of no use once that
 * request has ended.
 */
package dev.lanner.feature;
