package io.groundwork.orchestration.understanding;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an asker has in quotation marks has to stand so in whatever is found, in which words ever it is looked for. */
final class Quoted {

    /** The marks that the search by words knows. */
    private static final Pattern QUOTED =
            Pattern.compile("(?<![\\p{L}\\p{N}])\"[^\"]+\"(?![\\p{L}\\p{N}])|“[^“”]+”|„[^“”„]+[“”]|«[^«»]+»|「[^「」]+」");

    private Quoted() {}

    /** The query with all that the question quotes behind it. */
    static Query like(String question, Query query) {
        String quoted =
                QUOTED.matcher(question).results().map(MatchResult::group).collect(Collectors.joining(" "));
        return quoted.isEmpty() ? query : new Query(query.kind(), query.text() + " " + quoted, query.language());
    }
}
