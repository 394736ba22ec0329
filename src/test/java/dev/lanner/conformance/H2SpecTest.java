package dev.lanner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanner.Handler;
import dev.lanner.Lanner;
import dev.lanner.feature.ServerAddressesFeature;
import dev.lanner.internal.tls.Credential;
import dev.lanner.internal.tls.DevelopmentCertificate;
import dev.lanner.server.CertificateSource;
import dev.lanner.server.Endpoint;
import dev.lanner.server.Server;
import dev.lanner.server.ServerOptions;
import dev.lanner.server.TlsOptions;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Every case of h2spec, strict ones too, in the clear and over TLS. */
class H2SpecTest {
    private static final int CASES = 146;

    /** Reads the content before it answers: an answer that comes first would end streams that a case still needs. */
    private static final Handler ANSWER = context -> {
        context.request().bytes();
        context.response().text("Hello");
    };

    @TestFactory
    List<DynamicNode> inTheClear() throws Exception {
        return cases(Endpoint.tcp("127.0.0.1", 0));
    }

    @TestFactory
    List<DynamicNode> overTls() throws Exception {
        Credential credential = DevelopmentCertificate.make(Instant.now()).credential();
        TlsOptions tls = TlsOptions.builder()
                .certificate(CertificateSource.of(credential.key(), credential.chain()))
                .build();
        return cases(Endpoint.https("127.0.0.1", 0, tls), "--tls", "--insecure");
    }

    private static List<DynamicNode> cases(Endpoint endpoint, String... options) throws Exception {
        ServerOptions listening = ServerOptions.builder().listen(endpoint).build();
        String report;
        try (Server server = Lanner.start(listening, ANSWER)) {
            String url = server.features()
                    .require(ServerAddressesFeature.class)
                    .addresses()
                    .getFirst();
            report = H2Spec.run(URI.create(url).getPort(), options);
        }
        List<DynamicNode> groups = new ArrayList<>();
        NodeList found = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(report)))
                .getElementsByTagName("testsuite");
        int count = 0;
        for (int i = 0; i < found.getLength(); i++) {
            Element group = (Element) found.item(i);
            NodeList cases = group.getElementsByTagName("testcase");
            count += cases.getLength();
            groups.add(
                    dynamicContainer(group.getAttribute("package") + " " + group.getAttribute("name"), tests(cases)));
        }
        int all = count;
        groups.add(dynamicTest("all cases were run", () -> assertThat(all).isEqualTo(CASES)));
        return groups;
    }

    private static List<DynamicNode> tests(NodeList cases) {
        List<DynamicNode> tests = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element each = (Element) cases.item(i);
            tests.add(dynamicTest(each.getAttribute("package") + " " + each.getAttribute("classname"), () -> {
                for (String trouble : List.of("failure", "error", "skipped")) {
                    assertThat(each.getElementsByTagName(trouble).getLength())
                            .as(trouble + " " + each.getTextContent().strip())
                            .isZero();
                }
            }));
        }
        return tests;
    }
}
