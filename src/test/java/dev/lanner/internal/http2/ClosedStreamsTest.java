package dev.lanner.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.internal.http2.ClosedStreams.How;
import org.junit.jupiter.api.Test;

class ClosedStreamsTest {
    private static final int REMEMBERED = 256;

    private final ClosedStreams closed = new ClosedStreams();

    @Test
    void knowsHowAStreamWasClosed() {
        closed.add(1, How.ENDED);
        closed.add(3, How.RESET_BY_US);
        closed.add(Integer.MAX_VALUE, How.RESET_BY_CLIENT);

        assertThat(closed.how(1)).isEqualTo(How.ENDED);
        assertThat(closed.how(3)).isEqualTo(How.RESET_BY_US);
        assertThat(closed.how(Integer.MAX_VALUE)).isEqualTo(How.RESET_BY_CLIENT);
    }

    @Test
    void knowsNothingOfStreamsThatWereNot() {
        assertThat(closed.how(1)).isNull();
        closed.add(3, How.ENDED);

        assertThat(closed.how(1)).isNull();
        assertThat(closed.how(5)).isNull();
        assertThat(closed.how(3 + 2 * REMEMBERED)).isNull();
    }

    @Test
    void theGraverWayStands() {
        closed.add(5, How.RESET_BY_US);
        closed.add(5, How.ENDED);
        assertThat(closed.how(5)).isEqualTo(How.RESET_BY_US);

        closed.add(5, How.RESET_BY_CLIENT);
        closed.add(5, How.RESET_BY_US);
        assertThat(closed.how(5)).isEqualTo(How.RESET_BY_CLIENT);
    }

    @Test
    void remembersTheLastOnesAndNoMore() {
        int last = 2 * 1_000 + 1;
        for (int stream = 1; stream <= last; stream += 2) {
            closed.add(stream, How.ENDED);
        }

        for (int back = 0; back < REMEMBERED; back++) {
            assertThat(closed.how(last - 2 * back)).isEqualTo(How.ENDED);
        }
        assertThat(closed.how(last - 2 * REMEMBERED)).isNull();
    }
}
