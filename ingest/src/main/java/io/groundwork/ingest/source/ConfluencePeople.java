package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses of accounts and the names of groups, each asked for once a walk. An account may keep its address to itself. */
final class ConfluencePeople {

    private static final int MOST = 250;

    private final ConfluenceClient confluence;
    private final Map<String, Optional<String>> emails = new HashMap<>();
    private final Map<String, Optional<String>> groups = new HashMap<>();

    ConfluencePeople(ConfluenceClient confluence) {
        this.confluence = confluence;
    }

    /** Looks many up at once. */
    void know(Collection<String> accounts) {
        List<String> unknown = accounts.stream()
                .filter(id -> !emails.containsKey(id))
                .distinct()
                .toList();
        for (int from = 0; from < unknown.size(); from += MOST) {
            List<String> some = unknown.subList(from, Math.min(from + MOST, unknown.size()));
            ObjectNode asked = JsonNodeFactory.instance.objectNode();
            some.forEach(asked.putArray("accountIds")::add);
            some.forEach(id -> emails.put(id, Optional.empty()));
            for (JsonNode user :
                    confluence.post("/api/v2/users-bulk", asked.toString()).path("results")) {
                emails.put(
                        user.path("accountId").asText(),
                        Optional.of(user.path("email").asText("")).filter(email -> email.contains("@")));
            }
        }
    }

    Optional<String> email(String account) {
        know(List.of(account));
        return emails.get(account);
    }

    Optional<String> group(String id) {
        return groups.computeIfAbsent(id, asked -> {
            try {
                return Optional.of(confluence
                                .get("/rest/api/group/by-id?id=" + asked)
                                .path("name")
                                .asText(""))
                        .filter(name -> !name.isEmpty());
            } catch (SourceException e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }
}
