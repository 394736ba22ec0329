package dev.lanner.http;

/**
 * Names for status codes (RFC 9110 §15). A status is an {@code int} everywhere in Lanner, since the set is open; these
 * constants and phrases make it readable.
 */
public final class HttpStatus {
    /** 100: go on and send the content. */
    public static final int CONTINUE = 100;
    /** 101: the protocol changes with the next byte. */
    public static final int SWITCHING_PROTOCOLS = 101;
    /** 103: fields that the final response will probably have (RFC 8297). */
    public static final int EARLY_HINTS = 103;
    /** 200. */
    public static final int OK = 200;
    /** 201. */
    public static final int CREATED = 201;
    /** 202. */
    public static final int ACCEPTED = 202;
    /** 204: a response without content. */
    public static final int NO_CONTENT = 204;
    /** 205: a response without content. */
    public static final int RESET_CONTENT = 205;
    /** 206: one or more ranges (RFC 9110 §15.3.7). */
    public static final int PARTIAL_CONTENT = 206;
    /** 301: moved for ever; the method may become GET. */
    public static final int MOVED_PERMANENTLY = 301;
    /** 302: moved for now; the method may become GET. */
    public static final int FOUND = 302;
    /** 303: the answer is at another URI, by GET. */
    public static final int SEE_OTHER = 303;
    /** 304: a response without content. */
    public static final int NOT_MODIFIED = 304;
    /** 307: moved for now, the method stays. */
    public static final int TEMPORARY_REDIRECT = 307;
    /** 308: moved for ever, the method stays. */
    public static final int PERMANENT_REDIRECT = 308;
    /** 400. */
    public static final int BAD_REQUEST = 400;
    /** 401. */
    public static final int UNAUTHORIZED = 401;
    /** 403. */
    public static final int FORBIDDEN = 403;
    /** 404. */
    public static final int NOT_FOUND = 404;
    /** 405: the response lists the allowed methods in {@code Allow}. */
    public static final int METHOD_NOT_ALLOWED = 405;
    /** 406. */
    public static final int NOT_ACCEPTABLE = 406;
    /** 408: the request did not arrive in time. */
    public static final int REQUEST_TIMEOUT = 408;
    /** 409. */
    public static final int CONFLICT = 409;
    /** 410. */
    public static final int GONE = 410;
    /** 411: a length is needed. */
    public static final int LENGTH_REQUIRED = 411;
    /** 412. */
    public static final int PRECONDITION_FAILED = 412;
    /** 413. */
    public static final int CONTENT_TOO_LARGE = 413;
    /** 414. */
    public static final int URI_TOO_LONG = 414;
    /** 415. */
    public static final int UNSUPPORTED_MEDIA_TYPE = 415;
    /** 416. */
    public static final int RANGE_NOT_SATISFIABLE = 416;
    /** 417. */
    public static final int EXPECTATION_FAILED = 417;
    /** 421: the request came over a connection that is not for this authority. */
    public static final int MISDIRECTED_REQUEST = 421;
    /** 422. */
    public static final int UNPROCESSABLE_CONTENT = 422;
    /** 426. */
    public static final int UPGRADE_REQUIRED = 426;
    /** 429 (RFC 6585 §4). */
    public static final int TOO_MANY_REQUESTS = 429;
    /** 431 (RFC 6585 §5). */
    public static final int REQUEST_HEADER_FIELDS_TOO_LARGE = 431;
    /** 500. */
    public static final int INTERNAL_SERVER_ERROR = 500;
    /** 501. */
    public static final int NOT_IMPLEMENTED = 501;
    /** 502. */
    public static final int BAD_GATEWAY = 502;
    /** 503. */
    public static final int SERVICE_UNAVAILABLE = 503;
    /** 504. */
    public static final int GATEWAY_TIMEOUT = 504;
    /** 505. */
    public static final int HTTP_VERSION_NOT_SUPPORTED = 505;

    private HttpStatus() {}

    /**
     * The phrase that the status code registry has for a code.
     *
     * @param status any code
     * @return the phrase, or an empty text for a code that is not in the registry
     */
    public static String reason(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 102 -> "Processing";
            case 103 -> "Early Hints";
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 203 -> "Non-Authoritative Information";
            case 204 -> "No Content";
            case 205 -> "Reset Content";
            case 206 -> "Partial Content";
            case 207 -> "Multi-Status";
            case 208 -> "Already Reported";
            case 226 -> "IM Used";
            case 300 -> "Multiple Choices";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 305 -> "Use Proxy";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 407 -> "Proxy Authentication Required";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 423 -> "Locked";
            case 424 -> "Failed Dependency";
            case 425 -> "Too Early";
            case 426 -> "Upgrade Required";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 506 -> "Variant Also Negotiates";
            case 507 -> "Insufficient Storage";
            case 508 -> "Loop Detected";
            case 511 -> "Network Authentication Required";
            default -> "";
        };
    }
}
