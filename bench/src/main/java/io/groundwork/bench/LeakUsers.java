package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who asks in the leak drill: services with a key each, and people, who can be in groups. To close is to revoke the keys and delete the groups; people cannot be
 * deleted, so that they are known again by their addresses, and may not sign in until the next drill.
 */
final class LeakUsers implements AutoCloseable {

    private final GroundworkApi api;
    private final List<User> users = new ArrayList<>();
    private final List<UUID> people = new ArrayList<>();
    private final List<UUID> keys = new ArrayList<>();
    private final List<UUID> groups = new ArrayList<>();

    private LeakUsers(GroundworkApi api) {
        this.api = api;
    }

    /**
     * @param number counted from 0
     * @param api the system as this user knows it
     */
    record User(int number, UUID id, GroundworkApi api) {}

    /** @param seed makes names of groups new */
    static LeakUsers create(GroundworkApi api, long seed, int services, int people, int groups) {
        LeakUsers made = new LeakUsers(api);
        try {
            for (int i = 0; i < services; i++) {
                made.addService(i);
            }
            Map<String, UUID> known = people == 0 ? Map.of() : made.knownPeople();
            for (int i = 0; i < people; i++) {
                made.addPerson("leak-drill-%d@example.invalid".formatted(i), known);
            }
            for (int i = 0; i < (people == 0 ? 0 : groups); i++) {
                JsonNode group = api.post("/api/v1/groups", Map.of("name", "drill leaks %d-%d".formatted(seed, i)));
                made.groups.add(UUID.fromString(group.path("id").asText()));
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    List<User> users() {
        return List.copyOf(users);
    }

    /** Ids of those who can be in groups. */
    List<UUID> people() {
        return List.copyOf(people);
    }

    List<UUID> groups() {
        return List.copyOf(groups);
    }

    @Override
    public void close() {
        users.forEach(user -> user.api().close());
        keys.forEach(key -> api.delete("/api/v1/keys/" + key));
        groups.forEach(group -> api.delete("/api/v1/groups/" + group));
        people.forEach(person -> api.patch("/api/v1/people/" + person, Map.of("active", false)));
    }

    private void addService(int number) {
        JsonNode key = api.post("/api/v1/keys", Map.of("name", "drill leaks %d".formatted(number)));
        UUID id = UUID.fromString(key.path("id").asText());
        keys.add(id);
        users.add(new User(users.size(), id, api.withKey(key.path("key").asText())));
    }

    private void addPerson(String email, Map<String, UUID> known) {
        String password = UUID.randomUUID().toString();
        UUID id;
        if (known.containsKey(email)) {
            id = known.get(email);
            api.patch("/api/v1/people/" + id, Map.of("active", true, "password", password));
        } else {
            JsonNode added =
                    api.post("/api/v1/people", Map.of("email", email, "name", "Leak drill", "password", password));
            id = UUID.fromString(added.path("id").asText());
        }
        people.add(id);
        users.add(new User(users.size(), id, api.signedIn(email, password)));
    }

    private Map<String, UUID> knownPeople() {
        Map<String, UUID> known = new HashMap<>();
        String after = "";
        while (true) {
            JsonNode page = api.get("/api/v1/people?limit=100" + after);
            for (JsonNode person : page.path("data")) {
                UUID id = UUID.fromString(person.path("id").asText());
                known.put(person.path("email").asText(), id);
                after = "&after=" + id;
            }
            if (!page.path("has_more").asBoolean()) {
                return known;
            }
        }
    }
}
