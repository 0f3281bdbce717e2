package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.ApiUrl;
import io.groundwork.orchestration.chat.BearerKey;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The registry: the built-in model and the servers that an admin registered. */
@Singleton
@Transactional
public class ChatModels {

    private final EntityManager entities;
    private final Secrets secrets;
    private final Outbound outbound;

    ChatModels(EntityManager entities, Secrets secrets, Outbound outbound) {
        this.entities = entities;
        this.secrets = secrets;
        this.outbound = outbound;
    }

    /** The built-in model first, then by name. */
    public List<ChatModel> all() {
        List<ChatModel> registered = entities.createQuery("from ChatModelRow order by name", ChatModelRow.class)
                .getResultStream()
                .map(ChatModelRow::model)
                .toList();
        List<ChatModel> all = new ArrayList<>();
        all.add(ChatModel.extractive(registered.stream().noneMatch(ChatModel::preferred)));
        all.addAll(registered);
        return List.copyOf(all);
    }

    public Optional<ChatModel> named(String name) {
        return all().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** Who answers when no model is asked for; the built-in one until another is. */
    public ChatModel preferred() {
        return all().stream().filter(ChatModel::preferred).findFirst().orElseThrow();
    }

    /** Adds a model. The first one to be registered is preferred from then on, whatever it asked for. */
    public Registered register(Registration asked) {
        if (named(asked.name()).isPresent()) {
            return new Registered.NameTaken(asked.name());
        }
        Optional<String> objection = outbound.objection(Purpose.MODEL_SERVER, asked.baseUrl());
        if (objection.isPresent()) {
            return new Registered.AddressForbidden(objection.get());
        }
        boolean first = all().size() == 1;
        return new Registered.Done(write(new ChatModelRow(UUID.randomUUID(), asked.name()), asked, first));
    }

    /** Registers a model or, where the name is known, changes it. For the model that the environment names. */
    Registered put(Registration asked) {
        Optional<ChatModelRow> known = entities.createQuery("from ChatModelRow where name = :name", ChatModelRow.class)
                .setParameter("name", asked.name())
                .getResultStream()
                .findFirst();
        return known.<Registered>map(row -> new Registered.Done(write(row, asked, false)))
                .orElseGet(() -> register(asked));
    }

    /** Whether it was there. After the preferred one is gone the built-in model answers. */
    public boolean remove(UUID id) {
        return entities.createQuery("delete from ChatModelRow where id = :id")
                        .setParameter("id", id)
                        .executeUpdate()
                == 1;
    }

    /** Whether it is there; the id of the built-in model counts. */
    public boolean prefer(UUID id) {
        Optional<ChatModel> wanted =
                all().stream().filter(model -> model.id().equals(id)).findFirst();
        wanted.ifPresent(model -> preferOnly(Optional.ofNullable(entities.find(ChatModelRow.class, id))));
        return wanted.isPresent();
    }

    /** The key that is sent with each request to {@code model}. */
    Optional<String> key(ChatModel model) {
        return Optional.ofNullable(entities.find(ChatModelRow.class, model.id()))
                .flatMap(row -> row.sealedKey().map(secret -> secrets.open(secret, row.place())));
    }

    private ChatModel write(ChatModelRow row, Registration asked, boolean first) {
        row.baseUrl = asked.baseUrl().toString();
        row.remoteName = asked.remoteName();
        row.secret = asked.key().map(key -> secrets.seal(key, row.place())).orElse(null);
        entities.persist(row);
        if (first || asked.preference() == Preference.PREFERRED) {
            preferOnly(Optional.of(row));
        }
        entities.flush();
        return row.model();
    }

    /** The others first: the table allows one. Empty prefers the built-in model. */
    private void preferOnly(Optional<ChatModelRow> row) {
        entities.createQuery("from ChatModelRow where preferred", ChatModelRow.class)
                .getResultStream()
                .toList()
                .forEach(preferred -> preferred.preferred = false);
        entities.flush();
        row.ifPresent(next -> next.preferred = true);
    }

    /** Whether a model is to answer those who ask for none. */
    public enum Preference {
        PREFERRED,
        ON_REQUEST
    }

    /**
     * @param baseUrl of the server's OpenAI API; {@code /v1} is added where it has no path
     * @param remoteName what the server calls the model
     * @param key what the server wants as a bearer token
     */
    public record Registration(
            String name, URI baseUrl, String remoteName, Optional<String> key, Preference preference) {

        public Registration {
            baseUrl = ApiUrl.of(baseUrl);
            key = key.filter(value -> !value.isBlank()).map(BearerKey::checked);
            if (name.isBlank() || remoteName.isBlank()) {
                throw new IllegalArgumentException("A model needs a name, and the name that its server knows it by");
            }
        }
    }

    /** What became of a registration. */
    public sealed interface Registered {

        record Done(ChatModel model) implements Registered {}

        record NameTaken(String name) implements Registered {}

        /** @param words why, in one sentence */
        record AddressForbidden(String words) implements Registered {}
    }
}
