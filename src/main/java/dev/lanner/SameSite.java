package dev.lanner;

/** Whether a cookie goes along with requests that another site causes (RFC 6265bis §4.1.2.7). */
public enum SameSite {
    /** Never. */
    STRICT("Strict"),
    /** Only where the person goes to this site by a link, or another safe request of the top level. */
    LAX("Lax"),
    /** Always; only for cookies that are {@code Secure}. */
    NONE("None");

    private final String value;

    SameSite(String value) {
        this.value = value;
    }

    /** The attribute's value, such as {@code Strict}. */
    @Override
    public String toString() {
        return value;
    }
}
