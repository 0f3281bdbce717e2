package io.groundwork.retrieval;

import com.fasterxml.jackson.core.type.TypeReference;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.UnfitDocumentsException.Unfit;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * What attributes collections declare. All documents of a collection fit what it declares: what is added is held to it, and a declaration that some do not
 * fit is refused. In the caller's transaction or one of its own. Safe for use by many threads.
 *
 * <p>Who writes attributes shares a lock of its own on the collection, taken before any row, that a declaration has alone. A declaration waits for no row: others hold rows
 * while they wait for more of them, so that it gives up where one is held.
 */
@Singleton
@Transactional
public class AttributeDeclarations {

    private static final TypeReference<Map<String, String>> WORDS = new TypeReference<>() {};

    private static final String OF_ALL =
            "SELECT id, attribute_types FROM collection WHERE id = ANY (cast(:ids AS uuid[]))";

    private static final String SHARE =
            "SELECT 1 AS held FROM pg_advisory_xact_lock_shared(hashtextextended('attributes of ' || :id, 0))";

    private static final String LOCK =
            "SELECT 1 AS held FROM pg_advisory_xact_lock(hashtextextended('attributes of ' || :id, 0))";

    private static final String DECLARE = """
            UPDATE collection SET attribute_types = cast(:types AS jsonb) WHERE id = :id
            """;

    /** Of documents at the top, as those below have the attributes of theirs: by attribute and by the type that JSON has for its value, how many documents have it, and one of them. */
    private static final String USED = """
            SELECT a.key, jsonb_typeof(a.value) AS type, count(*) AS documents, cast(min(cast(m.document_id AS text)) AS uuid) AS one
            FROM membership m, jsonb_each(m.attributes) a
            WHERE m.collection_id = :id AND m.root_id IS NULL
            GROUP BY a.key, jsonb_typeof(a.value)
            ORDER BY a.key, type
            """;

    private static final String TEXTS = """
            SELECT document_id, attributes ->> cast(:name AS text) AS text FROM membership
            WHERE collection_id = :id AND root_id IS NULL AND jsonb_typeof(attributes -> cast(:name AS text)) = 'string'
            ORDER BY document_id
            """;

    private static final String THERE = """
            SELECT document_id FROM membership
            WHERE collection_id = :id AND coalesce(root_id, document_id) = ANY (cast(:documents AS uuid[]))
            """;

    /** Who adds below one holds the one at the top. */
    private static final String HOLD = THERE + "FOR NO KEY UPDATE SKIP LOCKED";

    private static final String REWRITE = """
            UPDATE membership m SET attributes = jsonb_set(m.attributes, ARRAY[cast(:name AS text)], to_jsonb(f.text))
            FROM unnest(cast(:documents AS uuid[]), cast(:texts AS text[])) AS f (document, text)
            WHERE m.collection_id = :id AND coalesce(m.root_id, m.document_id) = f.document
            """;

    private final StatelessSession session;

    AttributeDeclarations(StatelessSession session) {
        this.session = session;
    }

    /**
     * Declares what attributes documents may have from now on. Dates that are there are written as {@link AttributeType#fit} has them.
     *
     * @param types empty: any
     * @throws UnfitDocumentsException when documents that are there do not fit; nothing is changed then
     * @throws DocumentsBusyException when one with a date to be rewritten is being worked on; nothing is changed then
     */
    public void declare(CollectionId collection, Optional<AttributeTypes> types) {
        lock(LOCK, collection);
        types.ifPresent(declared -> hold(collection, declared));
        session.createNativeMutationQuery(DECLARE)
                .setParameter("types", types.map(AttributeDeclarations::written).orElse(null), String.class)
                .setParameter("id", collection.value())
                .executeUpdate();
    }

    /** What each of the collections declares; those that declare nothing are left out. */
    public Map<CollectionId, AttributeTypes> of(Collection<CollectionId> collections) {
        List<Object[]> rows = session.createNativeQuery(OF_ALL, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("attribute_types", String.class)
                .setParameter(
                        "ids", collections.stream().map(CollectionId::value).toArray(UUID[]::new))
                .getResultList();
        Map<CollectionId, AttributeTypes> types = new HashMap<>();
        rows.forEach(row ->
                read((String) row[1]).ifPresent(declared -> types.put(new CollectionId((UUID) row[0]), declared)));
        return types;
    }

    /**
     * A document's attributes as this collection keeps them now.
     *
     * @param attributes values are String, Double or Boolean
     * @throws UnfitAttributeException when one does not fit
     */
    public Map<String, Object> fit(CollectionId collection, Map<String, Object> attributes) {
        return Optional.ofNullable(of(List.of(collection)).get(collection))
                .map(types -> types.fit(attributes))
                .orElse(attributes);
    }

    /** The same for those who write them, before they hold any row: what is declared stays so until the end of their transaction. */
    Map<String, Object> fitToWrite(CollectionId collection, Map<String, Object> attributes) {
        lock(SHARE, collection);
        return fit(collection, attributes);
    }

    private void lock(String lock, CollectionId collection) {
        session.createNativeQuery(lock, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("id", collection.toString())
                .getResultList();
    }

    static Optional<AttributeTypes> read(@Nullable String json) {
        return Json.read(json, WORDS).map(words -> {
            Map<String, AttributeType> types = new TreeMap<>();
            words.forEach((name, word) -> types.put(name, AttributeType.of(word).orElseThrow()));
            return new AttributeTypes(types);
        });
    }

    private static String written(AttributeTypes types) {
        Map<String, String> words = new TreeMap<>();
        types.declared().forEach((name, type) -> words.put(name, type.word()));
        return Json.text(words);
    }

    private void hold(CollectionId collection, AttributeTypes types) {
        List<Used> used = used(collection);
        List<Unfit> unfit = new ArrayList<>();
        for (Used one : used) {
            Optional<AttributeType> type = types.of(one.name());
            if (type.isEmpty() || !one.isKeptAs(type.get())) {
                unfit.add(new Unfit(one.name(), type, one.documents(), one.example()));
            } else if (type.get() == AttributeType.DATE) {
                rewrite(collection, one.name()).ifPresent(unfit::add);
            }
        }
        if (!unfit.isEmpty()) {
            throw new UnfitDocumentsException(unfit);
        }
    }

    /**
     * An attribute of documents that are there.
     *
     * @param type as JSON calls that of its value
     * @param example one of them
     */
    private record Used(String name, String type, long documents, DocumentId example) {

        boolean isKeptAs(AttributeType wanted) {
            return switch (wanted) {
                case STRING, DATE -> type.equals("string");
                case NUMBER -> type.equals("number");
                case BOOLEAN -> type.equals("boolean");
            };
        }
    }

    private List<Used> used(CollectionId collection) {
        return session.createNativeQuery(USED, Object[].class)
                .addScalar("key", String.class)
                .addScalar("type", String.class)
                .addScalar("documents", Long.class)
                .addScalar("one", UUID.class)
                .setParameter("id", collection.value())
                .getResultStream()
                .map(row -> new Used((String) row[0], (String) row[1], (Long) row[2], new DocumentId((UUID) row[3])))
                .toList();
    }

    /** @return what is no date, if anything is not; nothing is written then */
    private Optional<Unfit> rewrite(CollectionId collection, String name) {
        List<UUID> documents = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        long wrong = 0;
        Optional<DocumentId> example = Optional.empty();
        List<Object[]> rows = session.createNativeQuery(TEXTS, Object[].class)
                .addScalar("document_id", UUID.class)
                .addScalar("text", String.class)
                .setParameter("name", name)
                .setParameter("id", collection.value())
                .getResultList();
        for (Object[] row : rows) {
            Optional<Object> fitting = AttributeType.DATE.fit(row[1]);
            if (fitting.isEmpty()) {
                wrong++;
                example = example.or(() -> Optional.of(new DocumentId((UUID) row[0])));
            } else if (!fitting.get().equals(row[1])) {
                documents.add((UUID) row[0]);
                texts.add((String) fitting.get());
            }
        }
        if (example.isPresent()) {
            return Optional.of(new Unfit(name, Optional.of(AttributeType.DATE), wrong, example.get()));
        }
        if (!documents.isEmpty()) {
            UUID[] rewritten = documents.toArray(UUID[]::new);
            if (count(HOLD, collection, rewritten) < count(THERE, collection, rewritten)) {
                throw new DocumentsBusyException();
            }
            session.createNativeMutationQuery(REWRITE)
                    .setParameter("name", name)
                    .setParameter("documents", rewritten)
                    .setParameter("texts", texts.toArray(String[]::new))
                    .setParameter("id", collection.value())
                    .executeUpdate();
        }
        return Optional.empty();
    }

    private int count(String rows, CollectionId collection, UUID[] documents) {
        return session.createNativeQuery(rows, Object[].class)
                .addScalar("document_id", UUID.class)
                .setParameter("id", collection.value())
                .setParameter("documents", documents)
                .getResultList()
                .size();
    }
}
