package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

class MlBomTest {

    @Test
    void aFullCardIsAValidBillOfMaterialsThatOthersRead() throws IOException, ParseException {
        byte[] bom = bom("""
                {"context_window": 8192, "location": "outside",
                 "abilities": {"proven": ["tools"], "missing": ["images"]},
                 "licence": {"id": "Apache-2.0", "use_limits": ["no weapons"], "required_notice": "Built with it",
                     "rights_holder": "Somebody", "url": "https://example.com/licence"},
                 "provenance": {"base_model": "base-7b", "fine_tuned_by": "us", "fine_tuned_on": "our handbook",
                     "digest": "sha256:%s", "source": "https://example.com/weights", "engine": "vllm 0.22.1"},
                 "guardrails": {"theirs": ["refusals"], "ours": ["citations"]}}
                """.formatted("0123456789abcdef".repeat(4)));

        JsonParser parser = new JsonParser();
        assertThat(parser.validate(bom, Version.VERSION_16)).isEmpty();
        Bom read = parser.parse(bom);
        assertThat(read.getComponents()).singleElement().satisfies(component -> {
            assertThat(component.getName()).isEqualTo("tiny");
            assertThat(component.getModelCard().getModelParameters().getTask()).isEqualTo("text-generation");
            assertThat(component.getLicenses().getLicenses().getFirst().getId()).isEqualTo("Apache-2.0");
            assertThat(component.getHashes()).hasSize(1);
        });
    }

    @Test
    void aModelOfWhichNothingIsKnownIsOneToo() throws IOException {
        assertThat(new JsonParser().validate(bom("{}"), Version.VERSION_16)).isEmpty();
    }

    @Test
    void aLicenceOfItsOwnIsNamed() throws IOException {
        byte[] bom = bom("{\"licence\": {\"id\": \"LicenseRef-Community\"}}");

        assertThat(new JsonParser().validate(bom, Version.VERSION_16)).isEmpty();
        assertThat(new String(bom, StandardCharsets.UTF_8)).contains("\"name\":\"LicenseRef-Community\"");
    }

    private static byte[] bom(String card) throws IOException {
        ModelVersion tiny = new ModelVersion(
                new UUID(0, 3),
                "tiny",
                State.SERVING,
                Dialect.VLLM,
                "tiny",
                List.of(),
                CardJson.read(new ObjectMapper().readTree(card)),
                Instant.EPOCH,
                Optional.empty());
        ObjectNode bom = MlBom.of(new Catalogue(1, List.of(tiny), List.of()), Instant.EPOCH);
        return bom.toString().getBytes(StandardCharsets.UTF_8);
    }
}
