package io.groundwork.orchestration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is promised of {@code deploy/k8s/base}, read off the manifests themselves. */
class KubernetesTest {

    private static final Path BASE = Path.of("../deploy/k8s/base");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static List<JsonNode> objects = List.of();

    @BeforeAll
    static void read() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode resource :
                YAML.readTree(BASE.resolve("kustomization.yaml").toFile()).path("resources")) {
            try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class)
                    .readValues(BASE.resolve(resource.asText()).toFile())) {
                documents.forEachRemaining(all::add);
            }
        }
        objects = List.copyOf(all);
    }

    @Test
    void aDeploymentForEachRoleFromTheOneImage() {
        List<JsonNode> deployments = of("Deployment");

        assertThat(deployments)
                .extracting(KubernetesTest::role)
                .containsExactlyInAnyOrder("api", "worker", "embeddings");
        assertThat(deployments)
                .extracting(deployment -> container(deployment).path("image").asText())
                .containsOnly("groundwork");
    }

    @Test
    void theImageIsPinned() throws IOException {
        JsonNode image =
                YAML.readTree(BASE.resolve("kustomization.yaml").toFile()).at("/images/0");

        assertThat(image.path("newTag").asText()).isNotBlank().isNotEqualTo("latest");
    }

    @Test
    void everyPodIsRestricted() {
        assertThat(of("Deployment")).allSatisfy(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            JsonNode security = container(deployment).path("securityContext");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        });
    }

    @Test
    void everyContainerIsProbedAndLimited() {
        assertThat(of("Deployment")).allSatisfy(deployment -> {
            JsonNode container = container(deployment);
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
            assertThat(container.at("/resources/limits/memory").asText()).isNotBlank();
        });
    }

    @Test
    void nothingMaySpeakUnlessAnArrowSaysSo() {
        JsonNode denial = of("NetworkPolicy").stream()
                .filter(policy -> policy.at("/spec/podSelector").isEmpty())
                .findFirst()
                .orElseThrow();

        assertThat(denial.at("/spec/policyTypes"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(denial.at("/spec/ingress").isMissingNode()).isTrue();
        assertThat(denial.at("/spec/egress").isMissingNode()).isTrue();
    }

    @Test
    void theArrowsAreExactlyThoseNeeded() {
        assertThat(arrows("egress", "to", "%1$s -> %2$s"))
                .containsExactlyInAnyOrder(
                        "api -> embeddings:8080",
                        "api -> postgres:5432",
                        "api -> kube-dns:53",
                        "worker -> embeddings:8080",
                        "worker -> postgres:5432",
                        "worker -> kube-dns:53");
        assertThat(arrows("ingress", "from", "%2$s -> %1$s"))
                .containsExactlyInAnyOrder(
                        "ingress:8080 -> api",
                        "api:8080 -> embeddings",
                        "worker:8080 -> embeddings",
                        "api:5432 -> postgres",
                        "worker:5432 -> postgres");
    }

    @Test
    void embeddingsHoldNoSecret() {
        JsonNode embeddings = of("Deployment").stream()
                .filter(deployment -> role(deployment).equals("embeddings"))
                .findFirst()
                .orElseThrow();

        assertThat(embeddings.toString()).doesNotContain("secretKeyRef").doesNotContain("GROUNDWORK_DB");
    }

    @Test
    void kustomizeRendersItWhereItIsInstalled() throws IOException, InterruptedException {
        boolean installed = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        org.junit.jupiter.api.Assumptions.assumeTrue(installed, "kubectl is not installed");
        Path rendered = Files.createTempFile("rendered", ".yaml");

        Process kustomize = new ProcessBuilder("kubectl", "kustomize", BASE.toString())
                .redirectErrorStream(true)
                .redirectOutput(rendered.toFile())
                .start();

        assertThat(kustomize.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kustomize.exitValue()).as(Files.readString(rendered)).isZero();
        assertThat(Files.readString(rendered)).contains("kind: NetworkPolicy").contains("kind: Deployment");
    }

    private static List<JsonNode> of(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    private static String role(JsonNode deployment) {
        for (JsonNode variable : container(deployment).path("env")) {
            if (variable.path("name").asText().equals("GROUNDWORK_ROLES")) {
                return variable.path("value").asText();
            }
        }
        return "";
    }

    private static JsonNode container(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }

    private static Set<String> arrows(String direction, String peers, String format) {
        Set<String> arrows = new TreeSet<>();
        for (JsonNode policy : of("NetworkPolicy")) {
            String self = name(policy.at("/spec/podSelector/matchLabels"));
            for (JsonNode rule : policy.at("/spec/" + direction)) {
                for (JsonNode peer : rule.path(peers)) {
                    for (JsonNode port : rule.path("ports")) {
                        JsonNode labels = peer.path("podSelector").isMissingNode()
                                ? peer.at("/namespaceSelector/matchLabels")
                                : peer.at("/podSelector/matchLabels");
                        arrows.add(format.formatted(
                                self, name(labels) + ":" + port.path("port").asText()));
                    }
                }
            }
        }
        return arrows;
    }

    private static String name(JsonNode labels) {
        if (labels.has("app.kubernetes.io/component")) {
            return labels.path("app.kubernetes.io/component").asText();
        }
        if (labels.has("groundwork.io/ingress")) {
            return "ingress";
        }
        return labels.has("k8s-app")
                ? labels.path("k8s-app").asText()
                : labels.path("app.kubernetes.io/name").asText();
    }
}
