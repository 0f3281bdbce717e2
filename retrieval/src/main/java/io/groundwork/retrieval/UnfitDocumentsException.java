package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import java.util.List;
import java.util.Optional;

/** Documents of a collection do not fit what it was to declare of their attributes. */
public final class UnfitDocumentsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Unfit> unfit;

    UnfitDocumentsException(List<Unfit> unfit) {
        super("Documents do not fit the declared attributes");
        this.unfit = List.copyOf(unfit);
    }

    /** At least one. */
    public List<Unfit> unfit() {
        return unfit;
    }

    /**
     * An attribute that some documents have.
     *
     * @param wanted the type that it was to have; empty where it was not declared
     * @param documents how many have it otherwise
     * @param example one of them
     */
    public record Unfit(String name, Optional<AttributeType> wanted, long documents, DocumentId example) {}
}
