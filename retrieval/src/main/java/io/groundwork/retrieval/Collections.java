package io.groundwork.retrieval;

import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;

/**
 * The collections. Who may do what is the caller's to decide, but for {@link #list(Scope, Page)}. Writes at once, in the caller's
 * transaction or one of its own. Safe for use by many threads.
 */
@Singleton
@Transactional
public class Collections {

    private static final String READABLE = """
            FROM Collection c
            WHERE EXISTS (FROM CollectionReader r WHERE r.collectionId = c.id AND r.principalId IN (:principals))
            """;

    private static final String OLDER = "AND (c.createdAt < :createdAt OR (c.createdAt = :createdAt AND c.id > :id)) ";
    private static final String YOUNGER =
            "AND (c.createdAt > :createdAt OR (c.createdAt = :createdAt AND c.id < :id)) ";
    private static final String NEWEST_FIRST = "ORDER BY c.createdAt DESC, c.id";
    private static final String OLDEST_FIRST = "ORDER BY c.createdAt, c.id DESC";

    private static final String SEARCH_BY = """
            UPDATE Collection SET search.byWords = :byWords, search.byMeaning = :byMeaning, search.fused = :fused,
                search.reranked = :reranked, search.collapse = :collapse, search.maxPerDocument = :maxPerDocument,
                search.halfLifeDays = :halfLifeDays, search.datedBy = :datedBy, search.recencyWeight = :recencyWeight, search.rankedBy = :rankedBy
            WHERE id = :id
            """;

    private final StatelessSession session;
    private final Database database;
    private final PassageIndex index;

    Collections(StatelessSession session, DataSource source, PassageIndex index) {
        this.session = session;
        this.database = new Database(source);
        this.index = index;
    }

    /** Nobody may read it yet. */
    public CollectionInfo create(NewCollection wanted) {
        CollectionEntity entity = new CollectionEntity();
        entity.id = UUID.randomUUID();
        entity.name = wanted.name();
        entity.description = wanted.description();
        entity.metadata = Json.text(wanted.metadata());
        entity.spaceId = database.write("make an embedding space", connection -> Space.of(connection, wanted.model()))
                .id();
        entity.language = wanted.language();
        entity.createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        entity.lastActiveAt = entity.createdAt;
        session.insert(entity);
        return entity.info();
    }

    /** For callers whose right to it is known. */
    public Optional<CollectionInfo> find(CollectionId id) {
        return Optional.ofNullable(session.get(CollectionEntity.class, id.value()))
                .map(CollectionEntity::info);
    }

    /** Those that the scope may read, by age. */
    public List<CollectionInfo> list(Scope scope, Page<CollectionId> page) {
        Optional<CollectionEntity> after = page.after().map(id -> session.get(CollectionEntity.class, id.value()));
        if (scope.principals().isEmpty() || (page.after().isPresent() && after.isEmpty())) {
            return List.of();
        }
        boolean newestFirst = page.order() == Page.Order.NEWEST_FIRST;
        String beyond = after.isEmpty() ? "" : newestFirst ? OLDER : YOUNGER;
        SelectionQuery<CollectionEntity> query = session.createSelectionQuery(
                        READABLE + beyond + (newestFirst ? NEWEST_FIRST : OLDEST_FIRST), CollectionEntity.class)
                .setParameterList("principals", scope.principals())
                .setMaxResults(page.limit());
        after.ifPresent(last -> query.setParameter("createdAt", last.createdAt).setParameter("id", last.id));
        return query.getResultList().stream().map(CollectionEntity::info).toList();
    }

    /** @return false when there is no such collection */
    public boolean rename(CollectionId id, String name) {
        return session.createMutationQuery("UPDATE Collection SET name = :value WHERE id = :id")
                        .setParameter("value", name)
                        .setParameter("id", id.value())
                        .executeUpdate()
                > 0;
    }

    /** @return false when there is no such collection */
    public boolean describe(CollectionId id, String description) {
        return session.createMutationQuery("UPDATE Collection SET description = :value WHERE id = :id")
                        .setParameter("value", description)
                        .setParameter("id", id.value())
                        .executeUpdate()
                > 0;
    }

    /** @return false when there is no such collection */
    public boolean annotate(CollectionId id, Map<String, String> metadata) {
        return session.createMutationQuery("UPDATE Collection SET metadata = :value WHERE id = :id")
                        .setParameter("value", Json.text(metadata))
                        .setParameter("id", id.value())
                        .executeUpdate()
                > 0;
    }

    /** Documents are cut by these from now on; those that are stored stay as they are. @return false when there is no such collection */
    public boolean cutBy(CollectionId id, PassageRules rules) {
        return session.createMutationQuery(
                                "UPDATE Collection SET profile = :profile, passageTokens = :max, overlapTokens = :overlap WHERE id = :id")
                        .setParameter("profile", rules.profile().word())
                        .setParameter(
                                "max",
                                rules.size().map(PassageRules.Size::maxTokens).orElse(null),
                                Integer.class)
                        .setParameter(
                                "overlap",
                                rules.size()
                                        .map(PassageRules.Size::overlapTokens)
                                        .orElse(null),
                                Integer.class)
                        .setParameter("id", id.value())
                        .executeUpdate()
                > 0;
    }

    /**
     * How words weigh, before there are any passages.
     *
     * @param k1 term saturation
     * @param b length normalisation, in [0, 1]
     */
    public void weighBy(CollectionId id, float k1, float b) {
        session.createNativeMutationQuery("UPDATE collection SET k1 = :k1, b = :b WHERE id = :id")
                .setParameter("k1", k1)
                .setParameter("b", b)
                .setParameter("id", id.value())
                .executeUpdate();
    }

    /** It is searched by these from now on. @return false when there is no such collection */
    public boolean searchBy(CollectionId id, SearchSettings settings) {
        SearchColumns columns = SearchColumns.of(settings);
        return session.createMutationQuery(SEARCH_BY)
                        .setParameter("byWords", columns.byWords)
                        .setParameter("byMeaning", columns.byMeaning)
                        .setParameter("fused", columns.fused)
                        .setParameter("reranked", columns.reranked)
                        .setParameter("collapse", columns.collapse)
                        .setParameter("maxPerDocument", columns.maxPerDocument)
                        .setParameter("halfLifeDays", columns.halfLifeDays, Double.class)
                        .setParameter("datedBy", columns.datedBy)
                        .setParameter("recencyWeight", columns.recencyWeight)
                        .setParameter("rankedBy", columns.rankedBy)
                        .setParameter("id", id.value())
                        .executeUpdate()
                > 0;
    }

    /** Notes that the collection is in use. */
    public void touch(CollectionId id) {
        session.createMutationQuery("UPDATE Collection SET lastActiveAt = :now WHERE id = :id")
                .setParameter("now", Instant.now())
                .setParameter("id", id.value())
                .executeUpdate();
    }

    /** With its memberships, passages and readers; see {@link PassageIndex#removeCollection}. */
    public void delete(CollectionId id) {
        index.removeCollection(id);
    }
}
