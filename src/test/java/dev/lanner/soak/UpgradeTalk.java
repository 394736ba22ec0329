package dev.lanner.soak;

import dev.lanner.soak.Tally.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** A well-behaved client that leaves HTTP/1.1: bytes both ways at once. Used by one thread, with another one that sends. */
final class UpgradeTalk {
    private static final int LARGEST = 1 << 20;

    private final Line line;
    private final Random random;
    private final Tally tally;

    UpgradeTalk(Line line, Random random, Tally tally) {
        this.line = line;
        this.random = random;
        this.tally = tally;
    }

    void run() throws IOException {
        tally.count(line.way(), Kind.UPGRADE, Outcome.ASKED);
        long marker = random.nextLong();
        int length = random.nextInt(1 + random.nextInt(LARGEST));
        String target = "/upgrade/" + length + "?" + Ask.text(marker);
        try {
            line.out()
                    .write(Http1Talk.ascii("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                            + "Upgrade: soak\r\n\r\n"));
            line.out().flush();
            Http1Reader reader = new Http1Reader(line.in());
            requireSwitched(reader, marker);
            Thread sender = Thread.ofVirtual().start(() -> send(new Pattern(marker), length));
            byte[] back = reader.in().readNBytes(length);
            if (back.length < length) {
                throw new IOException("the end came after " + back.length + " of " + length + " bytes");
            }
            if (new Pattern(marker).mismatch(back, 0, length, 0) >= 0
                    || reader.in().read() >= 0) {
                throw new WrongAnswer("what came back is not what was sent");
            }
            sender.join();
            tally.count(line.way(), Kind.UPGRADE, Outcome.ANSWERED);
        } catch (IOException gone) {
            tally.fault(line.way(), Kind.UPGRADE, Outcome.LOST, target + ": " + gone);
            throw gone;
        } catch (WrongAnswer wrong) {
            tally.fault(line.way(), Kind.UPGRADE, Outcome.WRONG, target + ": " + wrong.getMessage());
            throw wrong;
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static void requireSwitched(Http1Reader reader, long marker) throws IOException {
        String status = reader.line();
        Map<String, String> fields = reader.fields();
        if (!status.equals("HTTP/1.1 101 Switching Protocols")
                || !"soak".equals(fields.get("upgrade"))
                || !Ask.text(marker).equals(fields.get("x-marker"))) {
            throw new WrongAnswer("the answer is " + status + " " + fields);
        }
    }

    private void send(Pattern pattern, int length) {
        try {
            for (int sent = 0; sent < length; ) {
                int count = Math.min(length - sent, 1 + random.nextInt(20_000));
                line.out().write(pattern.bytes(sent, count));
                line.out().flush();
                sent += count;
            }
        } catch (IOException gone) {
            // The reader finds out what that means.
        }
    }
}
