package dev.lanner.internal.exchange;

import dev.lanner.http.Headers;

/**
 * A response's head as the wire gets it.
 *
 * @param reason the phrase for HTTP/1.1; null for the registered one
 * @param headers locked, without any field of the framing
 * @param bodyLength how long the content is, or would be (RFC 9110 §9.3.2)
 * @param contentFollows false if none is sent whatever its length: to HEAD, and for 204, 205 and 304
 */
public record ResponseHead(int status, String reason, Headers headers, BodyLength bodyLength, boolean contentFollows) {}
