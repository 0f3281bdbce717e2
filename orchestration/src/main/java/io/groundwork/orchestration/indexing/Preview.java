package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.Parser;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Shows how a file would be read and cut, without keeping anything of it. */
@Singleton
public final class Preview {

    private final Parser parser;
    private final Cutter cutter;

    Preview(Parser parser, Cutter cutter) {
        this.parser = parser;
        this.cutter = cutter;
    }

    /** Reads a file on this machine's disk as it would be read for good, in the same cage, and cuts it by {@code rules}. */
    public Outcome of(Path file, String name, String mediaType, PassageRules rules) {
        return switch (parser.parse(() -> Files.newInputStream(file), name, mediaType)) {
            case ParseOutcome.Parsed(ParsedDocument content) -> {
                ParsedDocument titled = Cutter.titled(content, name);
                Cutter.Cut cut = cutter.cut(rules, titled);
                yield new Outcome.Read(
                        titled,
                        cut.profile(),
                        cut.passages().stream()
                                .map(passage -> new Piece(passage, cutter.tokens(titled, passage)))
                                .toList());
            }
            case ParseOutcome.Unsupported(String found, String reason) -> new Outcome.Refused(reason);
            case ParseOutcome.Unreadable(String reason) -> new Outcome.Refused(reason);
            case ParseOutcome.TooCostly(String reason) -> new Outcome.Refused(reason);
        };
    }

    /** @param tokens of what the model would be given: title, headings, context and text */
    public record Piece(Passage passage, int tokens) {}

    /** What would become of a file. */
    public sealed interface Outcome {

        /** @param profile by which it was cut; never {@link Profile#AUTO} */
        record Read(ParsedDocument document, Profile profile, List<Piece> pieces) implements Outcome {

            public Read {
                pieces = List.copyOf(pieces);
            }
        }

        /** @param reason one sentence for an administrator */
        record Refused(String reason) implements Outcome {}
    }
}
