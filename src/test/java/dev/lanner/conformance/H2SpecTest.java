package dev.lanner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.StringReader;
import java.net.URI;
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

    @TestFactory
    List<DynamicNode> inTheClear() throws Exception {
        return cases(0);
    }

    @TestFactory
    List<DynamicNode> overTls() throws Exception {
        return cases(1, "--tls", "--insecure");
    }

    private static List<DynamicNode> cases(int url, String... options) throws Exception {
        String report;
        try (H2SpecServer server = H2SpecServer.start()) {
            report = H2Spec.run(URI.create(server.urls().get(url)).getPort(), options);
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
