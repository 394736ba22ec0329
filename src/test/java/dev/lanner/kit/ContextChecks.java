package dev.lanner.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanner.Pipeline;
import dev.lanner.feature.FeatureCollection;
import dev.lanner.feature.RequestFeature;
import dev.lanner.feature.ResponseBodyFeature;
import dev.lanner.feature.ResponseFeature;
import dev.lanner.server.Application;
import dev.lanner.server.Server;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** For each request a context is made, processed and disposed, once and in this order, on one thread. */
interface ContextChecks extends KitFixture {
    /** Notes each call; a context is a number. For one request at a time. */
    final class Noting implements Application<Integer> {
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        final BlockingQueue<FeatureCollection> collections = new LinkedBlockingQueue<>();
        volatile Throwable inCreate;
        volatile Throwable inProcess;
        volatile Throwable inDispose;
        private final AtomicInteger contexts = new AtomicInteger();
        private volatile FeatureCollection latest;

        @Override
        public Integer createContext(FeatureCollection features) {
            note("create");
            collections.add(features);
            latest = features;
            sneak(inCreate);
            return contexts.incrementAndGet();
        }

        @Override
        public void process(Integer context) throws IOException {
            note("process " + context);
            sneak(inProcess);
            latest.require(ResponseFeature.class).status(201);
            latest.require(ResponseBodyFeature.class).stream().write('x');
        }

        @Override
        public void disposeContext(Integer context, Throwable error) {
            note("dispose " + context + " " + error);
            sneak(inDispose);
        }

        private void note(String call) {
            threads.add(Thread.currentThread());
            calls.add(call);
        }

        /** Throws whatever it is, as code in other languages of the JVM does. */
        @SuppressWarnings("unchecked")
        static <T extends Throwable> void sneak(Throwable thrown) throws T {
            if (thrown != null) {
                throw (T) thrown;
            }
        }
    }

    private KitReply.Whole answer(Server server) throws Exception {
        try (KitReply reply = send(server, KitRequest.get("/"))) {
            return reply.whole();
        }
    }

    /** Waits for the calls, of which the last come after the reply. */
    private static void assertCalls(Noting application, String... expected) throws Exception {
        for (String call : expected) {
            assertThat(KitFixture.next(application.calls)).isEqualTo(call);
        }
        assertThat(application.calls).isEmpty();
    }

    @Test
    default void contextIsCreatedProcessedAndDisposed() throws Exception {
        var application = new Noting();
        try (Server server = newServer()) {
            server.start(application);
            assertThat(answer(server).status()).isEqualTo(201);
            assertCalls(application, "create", "process 1", "dispose 1 null");
            assertThat(answer(server).text()).isEqualTo("x");
            assertCalls(application, "create", "process 2", "dispose 2 null");
        }
        assertThat(application.calls).isEmpty();
        List<Thread> threads = List.copyOf(application.threads);
        assertThat(threads.subList(0, 3)).containsOnly(threads.get(0));
        assertThat(threads.subList(3, 6)).containsOnly(threads.get(3));
    }

    @Test
    default void disposeGetsWhatProcessThrew() throws Exception {
        for (Throwable thrown :
                List.of(new IOException("broken"), new IllegalStateException("broken"), new AssertionError("broken"))) {
            var application = new Noting();
            application.inProcess = thrown;
            try (Server server = newServer()) {
                server.start(application);
                assertThat(answer(server).status()).isEqualTo(500);
                assertCalls(application, "create", "process 1", "dispose 1 " + thrown);
                application.inProcess = null;
                assertThat(answer(server).status()).isEqualTo(201);
                assertCalls(application, "create", "process 2", "dispose 2 null");
            }
        }
    }

    @Test
    default void contextThatCannotBeCreatedIsNotDisposed() throws Exception {
        var application = new Noting();
        application.inCreate = new IllegalStateException("broken");
        try (Server server = newServer()) {
            server.start(application);
            assertThat(answer(server).status()).isEqualTo(500);
            assertCalls(application, "create");
            application.inCreate = null;
            assertThat(answer(server).status()).isEqualTo(201);
            assertCalls(application, "create", "process 1", "dispose 1 null");
        }
    }

    @Test
    default void failureToDisposeHurtsNobody() throws Exception {
        var application = new Noting();
        application.inDispose = new IllegalStateException("broken");
        try (Server server = newServer()) {
            server.start(application);
            for (int i = 1; i <= 2; i++) {
                assertThat(answer(server).text()).isEqualTo("x");
                assertCalls(application, "create", "process " + i, "dispose " + i + " null");
            }
        }
    }

    @Test
    default void everyRequestHasACollectionOfItsOwn() throws Exception {
        var application = new Noting();
        try (Server server = newServer()) {
            server.start(application);
            answer(server);
            FeatureCollection first = KitFixture.next(application.collections);
            answer(server);
            FeatureCollection second = KitFixture.next(application.collections);

            assertThat(second).isNotSameAs(first);
            assertThat(server.features()).isNotSameAs(first).isNotSameAs(second);
        }
    }

    @Test
    default void whatIsSetForOneRequestIsNotThereForTheNext() throws Exception {
        interface Mark {}
        var seen = new LinkedBlockingQueue<Boolean>();
        try (Server server = newServer()) {
            server.start(Pipeline.of(context -> {
                seen.add(context.features().get(Mark.class) != null);
                context.features().set(Mark.class, new Mark() {});
                context.features().remove(ResponseBodyFeature.class);
                assertThat(context.features().get(Mark.class)).isNotNull();
            }));
            answer(server);
            answer(server);
        }
        assertThat(seen).containsExactly(false, false);
    }

    @Test
    default void featuresAreFoundAndHidden() throws Exception {
        answer(context -> {
            FeatureCollection features = context.features();
            int before = features.revision();
            assertThat(features.require(ResponseFeature.class)).isSameAs(features.get(ResponseFeature.class));
            assertThat(features.revision()).isEqualTo(before);
            assertThat(features.get(ContextChecks.class)).isNull();
            assertThatThrownBy(() -> features.require(ContextChecks.class))
                    .isInstanceOf(UnsupportedOperationException.class);

            ResponseFeature own = features.require(ResponseFeature.class);
            features.remove(ResponseFeature.class);
            assertThat(features.get(ResponseFeature.class)).isNull();
            assertThat(features.revision()).isGreaterThan(before);
            features.set(ResponseFeature.class, own);
            assertThat(features.get(ResponseFeature.class)).isSameAs(own);
        });
    }

    @Test
    default void collectionCanBeWalked() throws Exception {
        answer(context -> {
            var types = new HashSet<Class<?>>();
            context.features().forEach((type, feature) -> {
                assertThat(type.isInstance(feature)).isTrue();
                assertThat(types.add(type)).isTrue();
            });
            assertThat(types).contains(RequestFeature.class, ResponseFeature.class, ResponseBodyFeature.class);
        });
    }
}
