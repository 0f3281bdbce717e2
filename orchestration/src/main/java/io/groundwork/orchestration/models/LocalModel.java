package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.Abilities;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.local.LocalWeights;
import io.groundwork.orchestration.models.Card.Guardrails;
import io.groundwork.orchestration.models.Card.Licence;
import io.groundwork.orchestration.models.Card.Location;
import io.groundwork.orchestration.models.Card.Provenance;
import io.groundwork.orchestration.models.Card.Vectors;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.models.Registry.Server;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A model version made from weights that lie on this machine: its card is what the file says of itself. */
public final class LocalModel {

    /** SPDX's identifiers, however a file writes them. */
    private static final String OTHER = "other";

    private static final String LICENCE_ID = "[A-Za-z0-9.+-]+";

    private LocalModel() {}

    /**
     * @param context most tokens of a conversation as it will be served
     * @throws IllegalArgumentException for weights that are not ready, and so have no digest yet
     */
    public static Registration registration(
            String name, LocalWeights weights, int context, State state, Preference preference, String note) {
        String digest =
                weights.digest().orElseThrow(() -> new IllegalArgumentException(weights.file() + " has no digest yet"));
        return new Registration(
                name,
                weights.file(),
                List.of(new Server(LocalAddress.of(digest), Optional.empty())),
                Dialect.LOCAL,
                weights.head().map(head -> card(head, digest, context)).orElse(Card.BLANK),
                state,
                preference,
                note);
    }

    private static Card card(GgufHead head, String digest, int context) {
        return new Card(
                OptionalInt.of(context),
                Abilities.UNKNOWN,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Location.INSIDE,
                licence(head.licence()),
                new Provenance(
                        head.baseModels().stream().findFirst(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("sha256:" + digest),
                        Optional.empty(),
                        Optional.of("llama.cpp")),
                Guardrails.NONE,
                task(head.made()),
                head.made() == GgufHead.Made.EMBEDDER ? vectors(head) : Vectors.UNKNOWN,
                Card.Audience.EVERYONE);
    }

    /** @throws IllegalArgumentException for what does nothing alone */
    private static Task task(GgufHead.Made made) {
        return switch (made) {
            case CHAT -> Task.CHAT;
            case EMBEDDER -> Task.EMBED;
            case RERANKER -> Task.RERANK;
            case PART -> throw new IllegalArgumentException("A part of a model is no model");
        };
    }

    /** Prefixes do not stand in files: what is known of the family is proposed, and read by who approves it. */
    private static Vectors vectors(GgufHead head) {
        KnownPrefixes prefixes = KnownPrefixes.of(head);
        return new Vectors(
                head.embeddingLength(),
                head.poolingWord(),
                prefixes.query(),
                prefixes.passage(),
                List.of(),
                Optional.empty());
    }

    private static Licence licence(GgufHead.Licence said) {
        Optional<String> id =
                said.id().filter(text -> !text.equals(OTHER)).or(said::name).filter(text -> text.matches(LICENCE_ID));
        return new Licence(
                id,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                said.link());
    }
}
