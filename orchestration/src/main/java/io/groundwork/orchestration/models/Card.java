package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.Abilities;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * What is known of a model version beside where it is.
 *
 * @param contextWindow tokens that it reads and writes together; empty: not known
 * @param abilities as the last probe showed them
 * @param answersAs what its server calls it in its answers, as the last probe saw it
 * @param maxConcurrent most requests at once to one of its endpoints
 * @param vectors of one that is to {@link Task#EMBED}
 * @param audience who may ask for it by its own name; routes lead to it whoever asks, as far as their conditions say
 */
public record Card(
        OptionalInt contextWindow,
        Abilities abilities,
        Optional<String> answersAs,
        OptionalInt maxConcurrent,
        Optional<Price> price,
        Location location,
        Licence licence,
        Provenance provenance,
        Guardrails guardrails,
        Task task,
        Vectors vectors,
        Audience audience) {

    /** Of a model of which nothing is known. */
    public static final Card BLANK = new Card(
            OptionalInt.empty(),
            Abilities.UNKNOWN,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Location.INSIDE,
            Licence.UNKNOWN,
            Provenance.UNKNOWN,
            Guardrails.NONE,
            Task.CHAT,
            Vectors.UNKNOWN,
            Audience.EVERYONE);

    /** The same as a probe found it. */
    Card probed(Abilities found, Optional<String> named, ModelServers.Told told) {
        Draft draft = new Draft(this);
        draft.contextWindow = contextWindow.isPresent() ? contextWindow : told.contextWindow();
        draft.abilities = found;
        draft.answersAs = named;
        draft.provenance = told.engine().map(provenance::servedBy).orElse(provenance);
        return draft.card();
    }

    /** The same with what is known of its vectors. */
    public Card with(Vectors known) {
        Draft draft = new Draft(this);
        draft.vectors = known;
        return draft.card();
    }

    /** A card of which a part is changed. Used by one thread. */
    private static final class Draft {

        private final Card before;
        private OptionalInt contextWindow;
        private Abilities abilities;
        private Optional<String> answersAs;
        private Provenance provenance;
        private Vectors vectors;

        Draft(Card before) {
            this.before = before;
            contextWindow = before.contextWindow;
            abilities = before.abilities;
            answersAs = before.answersAs;
            provenance = before.provenance;
            vectors = before.vectors;
        }

        Card card() {
            return new Card(
                    contextWindow,
                    abilities,
                    answersAs,
                    before.maxConcurrent,
                    before.price,
                    before.location,
                    before.licence,
                    provenance,
                    before.guardrails,
                    before.task,
                    vectors,
                    before.audience);
        }
    }

    /**
     * What makes vectors comparable, beside the weights: a collection's vectors stay those of one such record.
     *
     * @param dimension as the file says or a probe found; nobody can search by a model of which it is not known
     * @param pooling what of the model stands for a text, such as {@code mean}, where that is known
     * @param queryPrefix before every question; a space at its end belongs to it
     * @param passagePrefix before every passage
     * @param languages that it was trained for, as BCP 47 writes them; empty: many
     * @param sample one that it made when it was measured first, by which other servers of it are known
     */
    public record Vectors(
            OptionalInt dimension,
            Optional<String> pooling,
            String queryPrefix,
            String passagePrefix,
            List<String> languages,
            Optional<Sample> sample) {

        public static final Vectors UNKNOWN =
                new Vectors(OptionalInt.empty(), Optional.empty(), "", "", List.of(), Optional.empty());

        public Vectors {
            languages = List.copyOf(languages);
        }

        Vectors measured(Sample found) {
            return new Vectors(
                    OptionalInt.of(found.dimension()),
                    pooling,
                    queryPrefix,
                    passagePrefix,
                    languages,
                    Optional.of(found));
        }

        /** The same of what another card says; empty where vectors are not known by one any more. */
        public Vectors known(Optional<Sample> by) {
            return new Vectors(dimension, pooling, queryPrefix, passagePrefix, languages, by);
        }
    }

    /**
     * What it costs, per million tokens.
     *
     * @param currency three letters, such as {@code EUR}
     */
    public record Price(BigDecimal input, BigDecimal output, String currency) {

        public Price {
            if (input.signum() < 0 || output.signum() < 0) {
                throw new IllegalArgumentException("A price below nothing");
            }
        }

        /** What these tokens cost, in millionths of the currency, rounded up. */
        public long micros(long inputTokens, long outputTokens) {
            return input.multiply(BigDecimal.valueOf(inputTokens))
                    .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                    .setScale(0, java.math.RoundingMode.CEILING)
                    .longValueExact();
        }
    }

    /** Where its server stands, and so where questions and passages go. */
    public enum Location {
        /** In the company's own network. */
        INSIDE,
        OUTSIDE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param id SPDX's, such as {@code Apache-2.0}, or {@code LicenseRef-…}; empty: not known
     * @param useLimits what it may not be used for, or by whom
     * @param requiredNotice words that must be shown where it is used, such as "Built with …"
     */
    public record Licence(
            Optional<String> id,
            Optional<Boolean> osiApproved,
            List<String> useLimits,
            Optional<String> requiredNotice,
            Optional<String> rightsHolder,
            Optional<Boolean> mayFineTune,
            Optional<Boolean> mayRedistribute,
            Optional<String> url) {

        static final Licence UNKNOWN = new Licence(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public Licence {
            useLimits = List.copyOf(useLimits);
        }
    }

    /**
     * Where it comes from.
     *
     * @param digest of its weights, such as {@code sha256:…}
     * @param engine what serves it, with its version, such as {@code vllm 0.22.1}: advisories name engines
     */
    public record Provenance(
            Optional<String> baseModel,
            Optional<String> fineTunedBy,
            Optional<String> fineTunedOn,
            Optional<String> trainingData,
            Optional<String> digest,
            Optional<String> source,
            Optional<String> engine) {

        static final Provenance UNKNOWN = new Provenance(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Provenance servedBy(String told) {
            return new Provenance(baseModel, fineTunedBy, fineTunedOn, trainingData, digest, source, Optional.of(told));
        }
    }

    /**
     * Who may ask for a model by its own name.
     *
     * @param named people, groups and keys; none: it is reached through routes only; empty: everyone may
     */
    public record Audience(Optional<Set<UUID>> named) {

        public static final Audience EVERYONE = new Audience(Optional.empty());

        public Audience {
            named = named.map(Set::copyOf);
        }

        /** @param principals a caller and its groups */
        public boolean holds(Set<UUID> principals) {
            return named.map(some -> some.stream().anyMatch(principals::contains))
                    .orElse(true);
        }
    }

    /**
     * What keeps it from doing harm.
     *
     * @param theirs what ships with it
     * @param ours what we put around it
     */
    public record Guardrails(List<String> theirs, List<String> ours) {

        static final Guardrails NONE = new Guardrails(List.of(), List.of());

        public Guardrails {
            theirs = List.copyOf(theirs);
            ours = List.copyOf(ours);
        }
    }
}
