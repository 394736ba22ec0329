package dev.lanner.queue;

import dev.lanner.HttpContext;
import dev.lanner.feature.DelegationFeature;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.RequestLifetimeFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.queue.RequestQueue.Place;
import dev.lanner.queue.RequestQueue.Refused;
import dev.lanner.server.Application;
import java.util.function.Consumer;

/**
 * A request on its way through a shared port: to the queue of its prefix, from there to a server, and perhaps, untouched, to
 * another queue. Used by the thread of the request; {@link #cut} and {@link #wake} by any.
 */
final class Visit implements DelegationFeature {
    private final SharedPorts ports;
    private final FeatureCollection exchange;
    private final RequestLifetimeFeature lifetime;
    private final Thread thread = Thread.currentThread();

    /** What the applications see of the response's content: of the queue that the request is in. */
    private Untouched body;

    /** The place that the request has; null while it has none. */
    private Place<QueueServer> place;

    /** Lets go of the application's context. */
    private Consumer<Throwable> disposal;

    private RequestQueue<QueueServer> delegatedTo;
    private boolean wasDelegated;

    /** @param exchange what the port's own server gives */
    Visit(SharedPorts ports, FeatureCollection exchange) {
        this.ports = ports;
        this.exchange = exchange;
        this.lifetime = exchange.require(RequestLifetimeFeature.class);
    }

    FeatureCollection exchange() {
        return exchange;
    }

    /** Has the request answered by a queue, and by those that it is delegated to. */
    void go(RequestQueue<QueueServer> queue, RequestFeature shown) throws Exception {
        pass(queue, shown);
        if (delegatedTo != null) {
            body.forgetResponse();
            end(null);
            wasDelegated = true;
            pass(delegatedTo, shown);
        }
    }

    private void pass(RequestQueue<QueueServer> queue, RequestFeature shown) throws Exception {
        body = new Untouched(exchange);
        FeatureCollection features = new FeatureCollection(exchange);
        features.set(RequestFeature.class, shown);
        features.set(ResponseBodyFeature.class, body);
        features.set(DelegationFeature.class, this);
        features.set(Visit.class, this);
        ports.before(queue).handle(new HttpContext(features));
    }

    /** Behind what runs before the queue: waits for a place, and runs the application. */
    void enter(RequestQueue<QueueServer> queue, HttpContext context) throws Exception {
        Place<QueueServer> entered;
        try {
            entered = queue.enter(PortApplication.whenGone(exchange));
        } catch (Refused refused) {
            Answers.unavailable(context, queue.verbosity(), refused.getMessage());
            return;
        }
        place = entered;
        entered.receiver().run(this, context.features());
    }

    /** Runs an application. */
    <C> void run(Application<C> application, FeatureCollection features) throws Exception {
        C context = application.createContext(features);
        disposal = error -> application.disposeContext(context, error);
        application.process(context);
    }

    /** The request has ended, or goes on elsewhere. */
    void end(Throwable error) {
        Place<QueueServer> left = place;
        Consumer<Throwable> disposing = disposal;
        place = null;
        disposal = null;
        try {
            if (disposing != null) {
                disposing.accept(error);
            }
        } finally {
            if (left != null) {
                left.receiver().ended(this, error);
                left.close();
            }
        }
    }

    /** Cuts the request, so that the client can tell. */
    void cut() {
        lifetime.abort();
    }

    /** Wakes the application if it waits for something. */
    void wake() {
        thread.interrupt();
    }

    @Override
    public boolean isPossible() {
        return !wasDelegated && delegatedTo == null && body.isUntouched();
    }

    @Override
    public void delegate(String name) {
        if (!isPossible()) {
            throw Untouched.touchedException();
        }
        delegatedTo = ports.queue(name);
        if (delegatedTo == null) {
            throw new IllegalArgumentException("there is no queue \"" + name + "\" to delegate to");
        }
    }
}
