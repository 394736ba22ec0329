package dev.lanner.internal.exchange;

import dev.lanner.feature.RequestFeature;
import dev.lanner.http.Headers;
import dev.lanner.http.HttpMethod;
import dev.lanner.http.HttpVersion;
import dev.lanner.http.RequestTarget;

/**
 * A request's head, checked. It is itself the request feature.
 *
 * @param bodyLength how much content follows
 * @param expectsContinue whether the client waits for 100 before it sends that content (RFC 9110 §10.1.1)
 */
public record RequestHead(
        HttpVersion version,
        HttpMethod method,
        String scheme,
        RequestTarget target,
        String authority,
        Headers headers,
        BodyLength bodyLength,
        boolean expectsContinue)
        implements RequestFeature {}
