package io.groundwork.orchestration.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.models.Card.Licence;
import io.groundwork.orchestration.models.Card.Provenance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The registry as a bill of materials: CycloneDX 1.6, components of the type machine-learning-model. */
public final class MlBom {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Identifiers that are written as such; CycloneDX's schema takes SPDX's alone there, and others as names. */
    private static final Set<String> SPDX = Set.of(
            "Apache-2.0",
            "MIT",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "GPL-2.0-only",
            "GPL-3.0-only",
            "LGPL-3.0-only",
            "AGPL-3.0-only",
            "MPL-2.0",
            "CC0-1.0",
            "CC-BY-4.0",
            "CC-BY-SA-4.0",
            "CC-BY-NC-4.0",
            "CC-BY-NC-SA-4.0",
            "ISC",
            "Unlicense",
            "EPL-2.0");

    private MlBom() {}

    /** All registered models, in whatever state. */
    public static ObjectNode of(Catalogue catalogue, Instant at) {
        ObjectNode bom = NODES.objectNode();
        bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6");
        bom.put("serialNumber", "urn:uuid:" + UUID.randomUUID()).put("version", 1);
        ObjectNode metadata = bom.putObject("metadata");
        metadata.put("timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString());
        metadata.putObject("component").put("type", "application").put("name", "groundwork");
        ArrayNode components = bom.putArray("components");
        catalogue.models().stream()
                .filter(model -> !model.builtIn())
                .map(MlBom::component)
                .forEach(components::add);
        return bom;
    }

    private static ObjectNode component(ModelVersion model) {
        Card card = model.card();
        Provenance provenance = card.provenance();
        ObjectNode component = NODES.objectNode();
        component.put("type", "machine-learning-model");
        component.put("bom-ref", model.id().toString());
        card.licence()
                .rightsHolder()
                .ifPresent(holder -> component.putObject("supplier").put("name", holder));
        component.put("name", model.name());
        provenance
                .digest()
                .filter(digest -> digest.matches("sha256:[0-9a-fA-F]{64}"))
                .ifPresent(digest -> component
                        .putArray("hashes")
                        .addObject()
                        .put("alg", "SHA-256")
                        .put("content", digest.substring("sha256:".length()).toLowerCase(Locale.ROOT)));
        licence(component, card.licence());
        provenance.baseModel().ifPresent(base -> component
                .putObject("pedigree")
                .putArray("ancestors")
                .addObject()
                .put("type", "machine-learning-model")
                .put("name", base));
        provenance.source().filter(source -> source.matches("https?://.+")).ifPresent(source -> component
                .putArray("externalReferences")
                .addObject()
                .put("type", "distribution")
                .put("url", source));
        component.set("modelCard", modelCard(card));
        properties(component.putArray("properties"), model);
        return component;
    }

    private static void licence(ObjectNode component, Licence licence) {
        licence.id().ifPresent(id -> {
            ObjectNode choice = component.putArray("licenses").addObject();
            if (id.contains(" ")) {
                choice.put("expression", id);
            } else {
                ObjectNode written = choice.putObject("license").put(SPDX.contains(id) ? "id" : "name", id);
                licence.url().ifPresent(url -> written.put("url", url));
            }
        });
    }

    private static ObjectNode modelCard(Card card) {
        ObjectNode modelCard = NODES.objectNode();
        ObjectNode parameters = modelCard.putObject("modelParameters").put("task", task(card.task()));
        List<String> datasets = new ArrayList<>();
        card.provenance().trainingData().ifPresent(datasets::add);
        card.provenance().fineTunedOn().ifPresent(datasets::add);
        if (!datasets.isEmpty()) {
            ArrayNode written = parameters.putArray("datasets");
            datasets.forEach(
                    dataset -> written.addObject().put("type", "dataset").put("name", dataset));
        }
        List<String> missing = card.abilities().missing().stream()
                .map(ability -> "Probed and missing: " + ability.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
        List<String> limits = card.licence().useLimits();
        if (!limits.isEmpty() || !missing.isEmpty()) {
            ObjectNode considerations = modelCard.putObject("considerations");
            if (!missing.isEmpty()) {
                missing.forEach(considerations.putArray("technicalLimitations")::add);
            }
            if (!limits.isEmpty()) {
                ArrayNode ethics = considerations.putArray("ethicalConsiderations");
                limits.forEach(limit -> ethics.addObject().put("name", "Limit of use: " + limit));
            }
        }
        return modelCard;
    }

    private static String task(Task task) {
        return switch (task) {
            case CHAT -> "text-generation";
            case EMBED -> "feature-extraction";
            case RERANK -> "text-ranking";
        };
    }

    /** What CycloneDX has no place for. */
    private static void properties(ArrayNode properties, ModelVersion model) {
        Card card = model.card();
        property(properties, "state", model.state().word());
        property(properties, "dialect", model.dialect().word());
        property(properties, "location", card.location().word());
        card.contextWindow().ifPresent(window -> property(properties, "context_window", String.valueOf(window)));
        card.provenance().engine().ifPresent(engine -> property(properties, "engine", engine));
        card.provenance().fineTunedBy().ifPresent(who -> property(properties, "fine_tuned_by", who));
        card.licence().requiredNotice().ifPresent(words -> property(properties, "required_notice", words));
        card.guardrails().theirs().forEach(guard -> property(properties, "guardrail:theirs", guard));
        card.guardrails().ours().forEach(guard -> property(properties, "guardrail:ours", guard));
        model.approval()
                .ifPresent(approval ->
                        property(properties, "approved_at", approval.at().toString()));
    }

    private static void property(ArrayNode properties, String name, String value) {
        properties.addObject().put("name", "groundwork:" + name).put("value", value);
    }
}
