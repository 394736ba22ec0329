package dev.lanner.feature;

/** A name for a request in logs. Given by the edge and the in-memory server. */
public interface RequestIdFeature {
    /**
     * The name: unique while the server runs, unless the application has chosen one.
     *
     * @return such as {@code c7-12}: the twelfth request of the seventh connection
     */
    String id();

    /**
     * Chooses another name, for example one that a proxy has sent.
     *
     * @param id the name from now on
     */
    void id(String id);
}
