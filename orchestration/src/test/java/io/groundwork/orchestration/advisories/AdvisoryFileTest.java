package io.groundwork.orchestration.advisories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.advisories.Advisory.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class AdvisoryFileTest {

    private static final String VLLM = """
            {"id": "GHSA-aaaa-bbbb-cccc", "modified": "2025-05-01T00:00:00Z", "aliases": ["CVE-2025-1"],
             "summary": "Code runs", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
             "affected": [{"package": {"ecosystem": "PyPI", "name": "vllm"},
               "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0.5.0"}, {"fixed": "0.8.5"}]}]}],
             "references": [{"type": "WEB", "url": "https://example.com/1"}, {"type": "ADVISORY", "url": "https://example.com/2"}]}""";

    private static final String CSAF = """
            {"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "Engine",
               "tracking": {"id": "ACME-2025-7", "current_release_date": "2025-06-01T00:00:00Z"},
               "notes": [{"category": "summary", "text": "It runs code."}]},
             "product_tree": {"branches": [{"category": "vendor", "name": "vLLM", "branches": [
               {"category": "product_name", "name": "vllm", "branches": [
                 {"category": "product_version_range", "name": "vers:pypi/>=0.5.0|<0.8.5",
                  "product": {"product_id": "P1", "name": "vLLM before 0.8.5"}},
                 {"category": "product_version", "name": "0.9.0", "product": {"product_id": "P2", "name": "vLLM 0.9.0",
                    "product_identification_helper": {"purl": "pkg:pypi/vllm@0.9.0"}}}]}]}]},
             "vulnerabilities": [{"cve": "CVE-2025-1",
               "product_status": {"known_affected": ["P1"], "known_not_affected": ["P2"]},
               "scores": [{"cvss_v3": {"baseScore": 7.5}, "products": ["P1"]}]}]}""";

    @Test
    void anAdvisoryOfOsvIsReadWithItsScore() throws IOException {
        Advisory read = read(VLLM).getFirst();

        assertThat(read.id()).isEqualTo("GHSA-aaaa-bbbb-cccc");
        assertThat(read.aliases()).containsExactly("CVE-2025-1");
        assertThat(read.score()).hasValue(10.0);
        assertThat(read.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(read.url()).contains("https://example.com/2");
        assertThat(read.affected().getFirst().holds("0.8.4")).isTrue();
        assertThat(read.affected().getFirst().holds("0.8.5")).isFalse();
    }

    @Test
    void scoresAreThoseOfTheirVectors() {
        assertThat(Cvss.baseScore("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"))
                .hasValue(9.8);
        assertThat(Cvss.baseScore("CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N"))
                .hasValue(2.6);
        assertThat(Cvss.baseScore("CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N"))
                .hasValue(5.4);
        assertThat(Cvss.baseScore("CVSS:4.0/AV:N/AC:L")).isEmpty();
        assertThat(Cvss.baseScore("CVSS:3.1/AV:N")).isEmpty();
    }

    @Test
    void anAdvisoryOfCsafIsReadWithItsTreeAndWhatItExempts() throws IOException {
        Advisory read = read(CSAF).getFirst();

        assertThat(read.id()).isEqualTo("ACME-2025-7");
        assertThat(read.severity()).isEqualTo(Severity.HIGH);
        assertThat(read.details()).isEqualTo("It runs code.");
        assertThat(read.affected()).singleElement().satisfies(product -> {
            assertThat(product.name()).isEqualTo("vllm");
            assertThat(product.holds("0.5.0")).isTrue();
            assertThat(product.holds("0.8.5")).isFalse();
        });
        assertThat(read.exempt()).singleElement().satisfies(exempt -> {
            assertThat(exempt.of()).isEqualTo("CVE-2025-1");
            assertThat(exempt.product().versions()).containsExactly("0.9.0");
        });
    }

    @Test
    void listsLinesAndArchivesAreReadAlike() throws IOException {
        String other = VLLM.replace("GHSA-aaaa", "GHSA-dddd");

        assertThat(read("[" + VLLM + "," + CSAF + "]")).hasSize(2);
        assertThat(read("{\"vulns\": [" + VLLM + "]}")).hasSize(1);
        assertThat(read(VLLM.replace("\n", " ") + "\n" + other.replace("\n", " ")))
                .hasSize(2);
        assertThat(AdvisoryFile.read(new ByteArrayInputStream(zip("a.json", VLLM, "b/c.json", CSAF, "README", "no"))))
                .extracting(Advisory::id)
                .containsExactly("GHSA-aaaa-bbbb-cccc", "ACME-2025-7");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertUnreadable("", "There is no advisory");
        assertUnreadable("{\"id\": ", "is not JSON");
        assertUnreadable("<html>", "is not JSON after item 0: line 1");
        assertUnreadable("{\"hello\": 1}", "item 1: it is neither");
        assertUnreadable("[" + VLLM + ", {\"id\": \"X-1\", \"modified\": \"yesterday\"}]", "item 2 (X-1): 'modified'");
        assertUnreadable(VLLM.replace("\"fixed\"", "\"mended\""), "event 'mended'");
        assertUnreadable(
                VLLM.replace("\"name\": \"vllm\"", "\"title\": \"vllm\""), "'affected[0].package' has no name");
        assertUnreadable(CSAF.replace("[\"P1\"], \"known_not", "[\"P9\"], \"known_not"), "the product 'P9'");
        assertUnreadable(VLLM.replace("GHSA-aaaa-bbbb-cccc", "x".repeat(201)), "'id' must be");
        assertThatThrownBy(() -> AdvisoryFile.read(new ByteArrayInputStream(zip("bad.json", "[1,"))))
                .isInstanceOf(UnreadableAdvisoryException.class)
                .hasMessageContaining("bad.json");
    }

    private static void assertUnreadable(String text, String words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableAdvisoryException.class)
                .hasMessageContaining(words);
    }

    private static List<Advisory> read(String text) throws IOException {
        return AdvisoryFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
