package dev.lanner.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanner.build.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates of every kind, made by openssl in a folder of the test. */
public record OpenSsl(Path folder) {
    /** Skips the test where there is no openssl. */
    public static OpenSsl in(Path folder) {
        Command.require("openssl");
        return new OpenSsl(folder);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs openssl in the folder; arguments are separated by blanks. */
    public String run(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Command.Result result = Command.run(new ProcessBuilder(command).directory(folder.toFile()));
        assertThat(result.exit()).as(arguments + ": " + result.output()).isZero();
        return result.output();
    }

    /** A self-signed certificate {@code NAME.pem} with key {@code NAME.key}. */
    public OpenSsl certificate(String name, String host, String... more) throws IOException, InterruptedException {
        run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout " + name + ".key -out "
                + name
                + ".pem -subj /CN=" + host + " -addext subjectAltName=DNS:" + host
                + (more.length == 0 ? "" : " " + String.join(" ", more)));
        return this;
    }

    /** A certificate {@code NAME.pem} with key {@code NAME.key} that the certificate {@code issuer} vouches for. */
    public OpenSsl issued(String name, String host, String issuer, String extensions)
            throws IOException, InterruptedException {
        Files.writeString(file(name + ".ext"), extensions);
        run("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name + ".key -out " + name
                + ".csr -subj /CN=" + host);
        run("x509 -req -in " + name + ".csr -CA " + issuer + ".pem -CAkey " + issuer
                + ".key -CAcreateserial -days 30 -extfile " + name + ".ext -out " + name + ".pem");
        return this;
    }

    public String text(String name) throws IOException {
        return Files.readString(file(name));
    }

    public Path write(String name, String... texts) throws IOException {
        return Files.writeString(file(name), String.join("", texts));
    }
}
