package dev.lanner.feature;

/** The least speeds for this request's content and its response. Given by the edge server. */
public interface DataRateFeature {
    /**
     * The least speed of the request's content.
     *
     * @return {@link DataRate#NONE} for none
     */
    DataRate request();

    /**
     * Sets another least speed for the rest of the request's content.
     *
     * @param rate {@link DataRate#NONE} for none
     * @throws IllegalStateException if the request has ended
     */
    void request(DataRate rate);

    /**
     * The least speed at which the client takes the response.
     *
     * @return {@link DataRate#NONE} for none
     */
    DataRate response();

    /**
     * Sets another least speed for the rest of the response.
     *
     * @param rate {@link DataRate#NONE} for none
     * @throws IllegalStateException if the request has ended
     */
    void response(DataRate rate);
}
