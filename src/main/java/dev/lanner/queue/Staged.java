package dev.lanner.queue;

import dev.lanner.Handler;
import dev.lanner.HttpContext;
import dev.lanner.Middleware;
import dev.lanner.Pipeline;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.server.Application;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application behind what runs before it, which knows how many requests it runs. For any number of threads.
 *
 * @param <C> the application's context
 */
final class Staged<C> implements Application<Staged.Turn<C>> {
    private final Application<C> application;
    private final Handler stages;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    /** A request on its way through the stages. Used by its thread. */
    static final class Turn<C> {
        private final FeatureCollection features;
        private C context;
        private boolean created;

        private Turn(FeatureCollection features) {
            this.features = features;
        }
    }

    Staged(Application<C> application, List<Middleware> before) {
        this.application = application;
        Pipeline.Builder pipeline = Pipeline.builder();
        before.forEach(pipeline::use);
        this.stages = pipeline.handle(this::run);
    }

    @Override
    public Turn<C> createContext(FeatureCollection features) {
        Turn<C> turn = new Turn<>(features);
        features.set(Turn.class, turn);
        running.incrementAndGet();
        return turn;
    }

    @Override
    public void process(Turn<C> turn) throws Exception {
        stages.handle(new HttpContext(turn.features));
    }

    @SuppressWarnings("unchecked") // put there by createContext
    private void run(HttpContext request) throws Exception {
        Turn<C> turn = request.features().require(Turn.class);
        turn.context = application.createContext(request.features());
        turn.created = true;
        application.process(turn.context);
    }

    @Override
    public void disposeContext(Turn<C> turn, Throwable error) {
        try {
            if (turn.created) {
                application.disposeContext(turn.context, error);
            }
        } finally {
            if (error == null) {
                finished.incrementAndGet();
            }
            running.decrementAndGet();
        }
    }

    /** How many requests run. */
    int running() {
        return running.get();
    }

    /** How many have ended, and nothing was thrown. */
    int finished() {
        return finished.get();
    }
}
