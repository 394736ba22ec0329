package dev.lanner.http;

/** What an application gives as a field's value (RFC 9110 §5.5). For any number of threads. */
final class FieldValue {
    private static final CheckedTypes CHECKED_TYPES = new CheckedTypes();

    private FieldValue() {}

    /** The value as it is sent. */
    static String checked(HeaderName name, String value) {
        if (name != HeaderName.CONTENT_TYPE) {
            return stripped(name, value);
        }
        if (CHECKED_TYPES.contains(value)) {
            return value;
        }
        String type = stripped(name, value);
        CHECKED_TYPES.add(type);
        return type;
    }

    /** Without the blanks around it, which are not part of it. The message is without it too: it may be a secret. */
    private static String stripped(HeaderName name, String value) {
        if (!Tokens.isFieldValue(value)) {
            throw new IllegalArgumentException("the value for " + name
                    + " has a control character or one beyond U+00FF, which no field may have (RFC 9110 §5.5)");
        }
        return value.isEmpty() || !Tokens.isBlank(value.charAt(0)) && !Tokens.isBlank(value.charAt(value.length() - 1))
                ? value
                : value.strip();
    }
}
