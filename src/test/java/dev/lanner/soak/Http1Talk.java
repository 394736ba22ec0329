package dev.lanner.soak;

import dev.lanner.soak.Tally.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A well-behaved client on one connection of HTTP/1.1: request after request, or several before the first answer. Used by
 * one thread, with another one that sends.
 */
final class Http1Talk {
    private static final int PIPELINE = 20;

    private final Line line;
    private final Random random;
    private final Tally tally;
    private final Http1Reader reader;
    private final boolean pipelines;
    private final int most;
    private int asked;
    private boolean open = true;
    private Kind last;

    Http1Talk(Line line, Random random, Tally tally) {
        this.line = line;
        this.random = random;
        this.tally = tally;
        this.reader = new Http1Reader(line.in());
        this.pipelines = random.nextInt(3) == 0;
        // A pipeline never goes beyond what a connection may ask: what was sent too much would reset it.
        this.most = pipelines ? SoakServer.REQUESTS_PER_CONNECTION : SoakServer.REQUESTS_PER_CONNECTION + 1;
    }

    /** Asks until there is nothing left to ask, or the connection ends. What is to be asked again is there afterwards. */
    void run(Deque<Ask> asks) throws IOException {
        while (open && !asks.isEmpty() && asked < most) {
            List<Ask> batch = batch(asks);
            boolean halfClose = !line.way().isTls() && random.nextInt(50) == 0;
            List<Ask> unanswered = new ArrayList<>(batch);
            batch.forEach(ask -> tally.count(line.way(), ask.kind(), Outcome.ASKED));
            try {
                if (isExpecting(batch.getFirst())) {
                    askExpecting(batch.getFirst(), unanswered);
                } else {
                    ask(batch, unanswered, halfClose);
                }
            } catch (IOException gone) {
                unanswered.forEach(ask -> tally.lost(line.way(), ask, gone.toString()));
                throw gone;
            } catch (WrongAnswer wrong) {
                tally.wrong(line.way(), unanswered.removeFirst(), wrong.getMessage());
                againLater(unanswered, asks);
                line.reset();
                throw wrong;
            }
            againLater(unanswered, asks);
        }
        if (!open) {
            requireEnd();
        }
    }

    private void requireEnd() {
        try {
            int more = reader.in().read();
            if (more >= 0) {
                tally.fault(line.way(), last, Outcome.WRONG, "behind the last answer comes the byte " + more);
            }
        } catch (IOException reset) {
            // All that was asked was answered.
        }
    }

    private void againLater(List<Ask> unanswered, Deque<Ask> asks) {
        for (Ask ask : unanswered.reversed()) {
            tally.count(line.way(), ask.kind(), Outcome.AGAIN);
            asks.addFirst(ask);
        }
    }

    private List<Ask> batch(Deque<Ask> asks) {
        List<Ask> batch = new ArrayList<>(List.of(asks.removeFirst()));
        int size = pipelines ? Math.min(most - asked, 1 + random.nextInt(PIPELINE)) : 1;
        while (batch.size() < size
                && !asks.isEmpty()
                && !isExpecting(batch.getFirst())
                && !isExpecting(asks.peekFirst())) {
            batch.add(asks.removeFirst());
        }
        return batch;
    }

    private static boolean isExpecting(Ask ask) {
        return ask.upload() != null && ask.upload().isExpecting();
    }

    private void askExpecting(Ask ask, List<Ask> unanswered) throws IOException {
        Http1Writer writer = new Http1Writer(line.out(), random);
        writer.head(ask);
        line.out().flush();
        Answer answer = new Answer(ask);
        reader.readContinue(answer);
        writer.content(ask);
        line.out().flush();
        read(answer);
        unanswered.clear();
    }

    /** @param unanswered from which those are taken that were answered */
    private void ask(List<Ask> batch, List<Ask> unanswered, boolean halfClose) throws IOException {
        Thread sender = Thread.ofVirtual().start(() -> send(batch, halfClose));
        try {
            for (Ask ask : batch) {
                read(new Answer(ask));
                unanswered.removeFirst();
                if (!open) {
                    break;
                }
            }
        } catch (IOException | RuntimeException failed) {
            line.close();
            throw failed;
        } finally {
            join(sender);
        }
        if (halfClose && open) {
            open = false;
        }
    }

    private void send(List<Ask> batch, boolean halfClose) {
        OutputStream out = new BufferedOutputStream(line.out(), 1 + random.nextInt(65_536));
        Http1Writer writer = new Http1Writer(out, random);
        try {
            for (Ask ask : batch) {
                writer.head(ask);
                writer.content(ask);
            }
            out.flush();
            if (halfClose) {
                line.halfClose();
            }
        } catch (IOException gone) {
            // The reader finds out what that means.
        }
    }

    private static void join(Thread sender) throws IOException {
        try {
            sender.join();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private void read(Answer answer) throws IOException {
        asked++;
        boolean closes = reader.read(answer);
        boolean shouldClose = asked >= SoakServer.REQUESTS_PER_CONNECTION;
        if (closes != shouldClose) {
            throw new WrongAnswer("the connection's end after " + asked + " requests is " + closes);
        }
        tally.answered(line.way(), answer.ask());
        last = answer.ask().kind();
        open = !closes;
    }

    /** Bytes of a text. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
