package io.groundwork.orchestration.advisories;

import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.models.Card.Provenance;
import io.groundwork.orchestration.models.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something of a registered model that an advisory may name.
 *
 * @param via what it is to the model: {@code engine}, {@code model}, {@code base_model} or {@code digest}
 * @param ecosystems in which it is published, in lower case; none: any
 * @param names in lower case
 * @param version empty where it is not known
 */
record Subject(String via, Set<String> ecosystems, Set<String> names, Optional<String> version) {

    private static final Set<String> SOURCES = Set.of("", "github", "generic", "git", "oss-fuzz");

    /** Engines by the name that a card has for them: where each is published, and under which names. */
    private static final Map<String, Known> ENGINES = Map.of(
            "vllm",
            new Known(Set.of("pypi"), "vllm", "vllm-project/vllm"),
            "sglang",
            new Known(Set.of("pypi"), "sglang", "sgl-project/sglang"),
            "ollama",
            new Known(Set.of("go", "golang"), "ollama", "ollama/ollama"),
            "llama.cpp",
            new Known(Set.of(), "llama.cpp", "ggml-org/llama.cpp", "ggerganov/llama.cpp"),
            "text-generation-inference",
            new Known(Set.of(), "text-generation-inference", "huggingface/text-generation-inference"));

    private static final Set<String> MODEL_HUBS =
            Set.of("", "huggingface", "hugging face", "mlflow", "generic", "github");

    /** {@code vllm 0.22.1}, {@code llama.cpp b4916}. */
    private static final Pattern ENGINE = Pattern.compile("(.+?)[ /@:]+(v?[0-9b][0-9A-Za-z.+!_-]*)");

    private static final Pattern ON_HUB =
            Pattern.compile("https?://huggingface\\.co/([^/\\s]+/[^/\\s@?#]+)(?:(?:/tree/|@)([^/\\s?#]+))?.*");

    /** The library in whose process weights of this machine run. */
    private static final Optional<String> LIBRARY = libraryVersion();

    static List<Subject> of(ModelVersion model) {
        List<Subject> subjects = new ArrayList<>();
        Provenance from = model.card().provenance();
        from.digest()
                .ifPresent(digest -> subjects.add(
                        new Subject("digest", Set.of(), Set.of(digest.toLowerCase(Locale.ROOT)), Optional.empty())));
        engine(model).ifPresent(subjects::add);
        if (model.endpoints().stream().anyMatch(endpoint -> LocalAddress.is(endpoint.baseUrl()))) {
            subjects.add(new Subject("engine", Set.of("maven"), Set.of("de.kherud:llama", "de.kherud/llama"), LIBRARY));
        }
        model("model", model.remoteName()).ifPresent(subjects::add);
        model("model", model.name()).ifPresent(subjects::add);
        from.source().flatMap(source -> model("model", source)).ifPresent(subjects::add);
        from.baseModel().flatMap(base -> model("base_model", base)).ifPresent(subjects::add);
        return subjects;
    }

    /** In which words the product names this, where it does. */
    Optional<String> meets(Affected product) {
        if (via.equals("digest")) {
            return product.digests().stream().filter(names::contains).findFirst();
        }
        if (!isNamedBy(product)) {
            return Optional.empty();
        }
        if (version.isEmpty()) {
            return Optional.of(product.allVersions() ? product.name() : product.name() + ", version not known");
        }
        return product.holds(version.get()) ? Optional.of(product.name() + " " + version.get()) : Optional.empty();
    }

    private boolean isNamedBy(Affected product) {
        String ecosystem = product.ecosystem().toLowerCase(Locale.ROOT);
        String name = product.name().toLowerCase(Locale.ROOT).replaceFirst("^(?:https?://)?github\\.com/", "");
        boolean published = ecosystems.isEmpty() || ecosystems.contains(ecosystem) || SOURCES.contains(ecosystem);
        return published && names.contains(name);
    }

    private static Optional<Subject> engine(ModelVersion model) {
        Optional<String> told = model.card().provenance().engine();
        if (told.isEmpty()) {
            return byDialect(model.dialect())
                    .map(name -> new Subject(
                            "engine",
                            ENGINES.get(name).ecosystems(),
                            ENGINES.get(name).names(),
                            Optional.empty()));
        }
        Matcher parts = ENGINE.matcher(told.get().strip());
        boolean versioned = parts.matches();
        String name = (versioned ? parts.group(1) : told.get().strip()).toLowerCase(Locale.ROOT);
        Known known = ENGINES.getOrDefault(
                name.equals("tgi") ? "text-generation-inference" : name, new Known(Set.of(), name));
        return Optional.of(new Subject(
                "engine",
                known.ecosystems(),
                known.names(),
                versioned ? Optional.of(parts.group(2)) : Optional.empty()));
    }

    private static Optional<String> byDialect(Dialect dialect) {
        return switch (dialect) {
            case VLLM -> Optional.of("vllm");
            case SGLANG -> Optional.of("sglang");
            case OLLAMA -> Optional.of("ollama");
            case LLAMA_CPP, LOCAL -> Optional.of("llama.cpp");
            case TGI -> Optional.of("text-generation-inference");
            case TEI -> Optional.of("text-embeddings-inference");
            case OPENAI, LM_STUDIO, HOSTED -> Optional.empty();
        };
    }

    /** A model by its package URL, its address on the hub, or {@code org/name}; a bare word names too many things. */
    private static Optional<Subject> model(String via, String text) {
        Optional<PackageUrl> purl = PackageUrl.of(text);
        if (purl.isPresent()) {
            return Optional.of(new Subject(
                    via,
                    Set.of(purl.get().type()),
                    Set.of(purl.get().name().toLowerCase(Locale.ROOT)),
                    purl.get().version()));
        }
        Matcher onHub = ON_HUB.matcher(text.strip());
        if (onHub.matches()) {
            return Optional.of(new Subject(
                    via,
                    MODEL_HUBS,
                    Set.of(onHub.group(1).toLowerCase(Locale.ROOT)),
                    Optional.ofNullable(onHub.group(2))));
        }
        return text.matches("[\\w.-]+/[\\w.-]+(?:@[\\w.-]+)?")
                ? Optional.of(new Subject(
                        via,
                        MODEL_HUBS,
                        Set.of(text.replaceFirst("@.*$", "").toLowerCase(Locale.ROOT)),
                        text.contains("@") ? Optional.of(text.substring(text.indexOf('@') + 1)) : Optional.empty()))
                : Optional.empty();
    }

    /** By the name of its file, the only place that tells it; empty where the class path is of another form. */
    private static Optional<String> libraryVersion() {
        for (String entry :
                System.getProperty("java.class.path", "").split(Pattern.quote(java.io.File.pathSeparator), -1)) {
            Matcher file = Pattern.compile(".*[/\\\\](?:de\\.kherud\\.)?llama-(\\d[0-9A-Za-z.-]*)\\.jar")
                    .matcher(entry);
            if (file.matches()) {
                return Optional.of(file.group(1));
            }
        }
        return Optional.empty();
    }

    private record Known(Set<String> ecosystems, Set<String> names) {

        Known(Set<String> ecosystems, String... names) {
            this(ecosystems, Set.of(names));
        }
    }
}
