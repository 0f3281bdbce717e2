package io.groundwork.retrieval;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/** The columns of {@code collection} that say how it is searched. The table has their defaults. */
@Embeddable
@NullUnmarked
class SearchColumns {

    /** For {@link #read}, of the alias {@code c}. */
    static final String COLUMNS =
            "c.by_words, c.by_meaning, c.fused, c.reranked, c.collapse, c.max_per_document, c.half_life_days, c.dated_by, c.recency_weight, c.ranked_by";

    @Column(name = "by_words", nullable = false, insertable = false)
    Boolean byWords;

    @Column(name = "by_meaning", nullable = false, insertable = false)
    Boolean byMeaning;

    @Column(nullable = false, insertable = false)
    Boolean fused;

    @Column(nullable = false, insertable = false)
    Boolean reranked;

    @Column(nullable = false, insertable = false)
    String collapse;

    @Column(name = "max_per_document", nullable = false, insertable = false)
    Integer maxPerDocument;

    @Column(name = "half_life_days", insertable = false)
    Double halfLifeDays;

    @Column(name = "dated_by", nullable = false, insertable = false)
    String datedBy;

    @Column(name = "recency_weight", nullable = false, insertable = false)
    Double recencyWeight;

    @Column(name = "ranked_by", nullable = false, insertable = false)
    String rankedBy;

    static SearchColumns of(SearchSettings settings) {
        SearchColumns columns = new SearchColumns();
        columns.byWords = settings.stages().contains(Stage.LEXICAL);
        columns.byMeaning = settings.stages().contains(Stage.VECTOR);
        columns.fused = settings.stages().contains(Stage.FUSION);
        columns.reranked = settings.stages().contains(Stage.RERANK);
        columns.collapse = settings.collapse().name().toLowerCase(Locale.ROOT);
        columns.maxPerDocument = settings.maxPerDocument();
        columns.halfLifeDays = settings.recency().map(Recency::halfLifeDays).orElse(null);
        columns.datedBy = settings.recency().map(Recency::attribute).orElse("");
        columns.recencyWeight = settings.recency().map(Recency::weight).orElse(Recency.USUAL_WEIGHT);
        columns.rankedBy = settings.ranker();
        return columns;
    }

    /** Of the row that a result set stands on. */
    static SearchSettings read(ResultSet row) throws SQLException {
        SearchColumns columns = new SearchColumns();
        columns.byWords = row.getBoolean("by_words");
        columns.byMeaning = row.getBoolean("by_meaning");
        columns.fused = row.getBoolean("fused");
        columns.reranked = row.getBoolean("reranked");
        columns.collapse = row.getString("collapse");
        columns.maxPerDocument = row.getInt("max_per_document");
        columns.halfLifeDays = row.getObject("half_life_days", Double.class);
        columns.datedBy = row.getString("dated_by");
        columns.recencyWeight = row.getDouble("recency_weight");
        columns.rankedBy = row.getString("ranked_by");
        return columns.settings();
    }

    SearchSettings settings() {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        add(stages, Stage.LEXICAL, byWords);
        add(stages, Stage.VECTOR, byMeaning);
        add(stages, Stage.FUSION, fused);
        add(stages, Stage.RERANK, reranked);
        return new SearchSettings(
                stages,
                Collapse.valueOf(collapse.toUpperCase(Locale.ROOT)),
                maxPerDocument,
                Optional.ofNullable(halfLifeDays).map(days -> new Recency(days, datedBy, recencyWeight)),
                rankedBy);
    }

    private static void add(Set<Stage> stages, Stage stage, boolean on) {
        if (on) {
            stages.add(stage);
        }
    }
}
