package dev.lanner.internal.exchange;

import dev.lanner.feature.RequestIdFeature;
import java.util.Objects;

/** Connection and number, put together only if somebody asks. */
final class RequestId implements RequestIdFeature {
    private final String connection;
    private final long number;
    private String chosen;

    RequestId(String connection, long number) {
        this.connection = connection;
        this.number = number;
    }

    @Override
    public String id() {
        if (chosen == null) {
            chosen = connection + "-" + number;
        }
        return chosen;
    }

    @Override
    public void id(String id) {
        chosen = Objects.requireNonNull(id, "id");
    }
}
