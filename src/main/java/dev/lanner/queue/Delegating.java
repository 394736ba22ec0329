package dev.lanner.queue;

import dev.lanner.feature.DelegationFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.http.HttpStatus;
import dev.lanner.internal.forward.DelegationAnswer;
import dev.lanner.internal.forward.PairingToken;
import dev.lanner.internal.forward.RequestFields;
import dev.lanner.server.Application;
import java.io.IOException;

/**
 * An application that may have requests answered by others: what it delegates is answered so that the broker understands. For any
 * number of threads.
 *
 * @param <C> the application's context
 */
final class Delegating<C> implements Application<Delegating.Turn<C>> {
    private final Application<C> application;
    private final PairingToken token;
    private final Queues queues;

    /** What the broker knows. */
    interface Queues {
        /** Whether there is one of that name. */
        boolean contains(String name) throws IOException;
    }

    Delegating(Application<C> application, PairingToken token, Queues queues) {
        this.application = application;
        this.token = token;
        this.queues = queues;
    }

    /** A request that may be delegated. Used by its thread. */
    static final class Turn<C> implements DelegationFeature {
        private final Queues queues;
        private final Untouched body;
        private final ResponseFeature response;
        private final boolean delegable;
        private C context;
        private String delegatedTo;

        private Turn(FeatureCollection features, Queues queues) {
            this.queues = queues;
            this.body = new Untouched(features);
            this.response = features.require(ResponseFeature.class);
            this.delegable = features.require(RequestFeature.class).headers().contains(RequestFields.DELEGABLE);
        }

        @Override
        public boolean isPossible() {
            return delegable && delegatedTo == null && body.isUntouched();
        }

        @Override
        public void delegate(String queue) {
            if (!isPossible()) {
                throw Untouched.touchedException();
            }
            boolean there;
            try {
                there = QueueOptions.isName(queue) && queues.contains(queue);
            } catch (IOException gone) {
                throw new IllegalStateException("the request can't be delegated: " + gone.getMessage(), gone);
            }
            if (!there) {
                throw new IllegalArgumentException("there is no queue \"" + queue + "\" to delegate to");
            }
            delegatedTo = queue;
        }
    }

    @Override
    public Turn<C> createContext(FeatureCollection features) {
        Turn<C> turn = new Turn<>(features, queues);
        features.set(ResponseBodyFeature.class, turn.body);
        features.set(DelegationFeature.class, turn);
        turn.context = application.createContext(features);
        return turn;
    }

    @Override
    public void process(Turn<C> turn) throws Exception {
        application.process(turn.context);
        if (turn.delegatedTo != null) {
            turn.body.forgetResponse();
            turn.response.status(HttpStatus.MISDIRECTED_REQUEST);
            DelegationAnswer.write(turn.response.headers(), token, turn.delegatedTo);
        }
    }

    @Override
    public void disposeContext(Turn<C> turn, Throwable error) {
        application.disposeContext(turn.context, error);
    }
}
