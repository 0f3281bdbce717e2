package io.groundwork.orchestration.advisories;

import io.groundwork.orchestration.advisories.Advisories.Meeting;
import io.groundwork.orchestration.advisories.Advisories.Put;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Holds advisories against the registry: when they are imported, and when a model is registered, probed or described anew. Safe for use by
 * many threads.
 */
@Singleton
public final class AdvisoryMatching {

    private static final Logger LOG = Logger.getLogger(AdvisoryMatching.class);
    private static final int AT_ONCE = 500;

    private final Advisories advisories;
    private final Catalogues catalogues;
    private final Roles roles;
    private final Map<UUID, Card> seen = new ConcurrentHashMap<>();
    private final Object turn = new Object();

    /** What was removed while no node looked is found at the first look. */
    private volatile boolean looked;

    AdvisoryMatching(Advisories advisories, Catalogues catalogues, Roles roles) {
        this.advisories = advisories;
        this.catalogues = catalogues;
        this.roles = roles;
    }

    void start(@Observes StartupEvent event) {
        if (roles.servesApi()) {
            catalogues.onChange(catalogue -> {
                if (hasNews(catalogue)) {
                    Thread.ofVirtual().name("advisories").start(() -> matchNews(catalogue));
                }
            });
            Thread.ofVirtual().name("advisories").start(this::begin);
        }
    }

    /** Nobody tells of what was there, or was gone, before this node began. */
    private void begin() {
        try {
            matchNews(catalogues.now());
        } catch (RuntimeException e) {
            LOG.warn("Models could not be held against the advisories at the start; the next change does it", e);
        }
    }

    /** Takes advisories in and tells which of them meet a model. */
    public Report take(List<Advisory> imported, UUID by) {
        List<Put> puts = advisories.put(imported, by);
        List<Advisory> news = new ArrayList<>();
        for (int i = 0; i < imported.size(); i++) {
            if (puts.get(i) != Put.KNOWN) {
                news.add(imported.get(i));
            }
        }
        List<ModelVersion> models = registered(catalogues.refresh());
        if (news.stream().anyMatch(advisory -> !advisory.exempt().isEmpty())) {
            matchAll(models); // what one says is not affected, another may have named
        } else {
            Past past = past();
            news.forEach(advisory -> models.forEach(model -> match(advisory, model, past)));
        }
        return new Report(count(puts, Put.ADDED), count(puts, Put.CHANGED), count(puts, Put.KNOWN), (int) news.stream()
                .filter(advisory -> advisory.withdrawn().isPresent())
                .count());
    }

    private static int count(List<Put> puts, Put what) {
        return Collections.frequency(puts, what);
    }

    private boolean hasNews(Catalogue catalogue) {
        return !looked
                || seen.keySet().stream().anyMatch(id -> catalogue.model(id).isEmpty())
                || registered(catalogue).stream()
                        .anyMatch(model -> !model.card().equals(seen.get(model.id())));
    }

    private void matchNews(Catalogue catalogue) {
        synchronized (turn) {
            List<ModelVersion> news = registered(catalogue).stream()
                    .filter(model -> !model.card().equals(seen.get(model.id())))
                    .toList();
            try {
                matchAll(news);
                forgetRemoved(catalogue);
                news.forEach(model -> seen.put(model.id(), model.card()));
                looked = true;
            } catch (RuntimeException e) {
                LOG.warn(
                        "Models could not be held against the advisories; that is tried again with the next change", e);
            }
        }
    }

    /** Also those that were removed before this node began. */
    private void forgetRemoved(Catalogue catalogue) {
        advisories.standing().stream()
                .filter(meeting -> catalogue.model(meeting.model()).isEmpty())
                .forEach(meeting -> advisories.close(meeting.advisory(), meeting.model(), "The model was removed."));
        seen.keySet().removeIf(id -> catalogue.model(id).isEmpty());
    }

    private void matchAll(List<ModelVersion> models) {
        if (models.isEmpty()) {
            return;
        }
        Past past = past();
        List<Advisory> page = advisories.page("", AT_ONCE);
        while (!page.isEmpty()) {
            page.forEach(advisory -> models.forEach(model -> match(advisory, model, past)));
            page = advisories.page(page.getLast().id(), AT_ONCE);
        }
    }

    private Past past() {
        return new Past(advisories.exempting(), advisories.standing());
    }

    private void match(Advisory advisory, ModelVersion model, Past past) {
        Optional<Found> found = found(advisory, model);
        if (found.isEmpty()) {
            if (past.standing().contains(new Meeting(advisory.id(), model.id()))) {
                advisories.close(advisory.id(), model.id(), "The advisory does not name it any more.");
            }
        } else if (advisory.withdrawn().isPresent()) {
            advisories.close(advisory.id(), model.id(), "The advisory was withdrawn.");
        } else {
            exemption(advisory, model, past.exempting())
                    .ifPresentOrElse(
                            by -> advisories.close(advisory.id(), model.id(), by + " says that it is not affected."),
                            () -> advisories.match(
                                    advisory.id(),
                                    model.id(),
                                    model.name(),
                                    found.get().via(),
                                    found.get().what()));
        }
    }

    private static Optional<Found> found(Advisory advisory, ModelVersion model) {
        for (Subject subject : Subject.of(model)) {
            for (Affected product : advisory.affected()) {
                Optional<String> what = subject.meets(product);
                if (what.isPresent()) {
                    return Optional.of(new Found(subject.via(), what.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The id of the advisory that says that the model does not have this weakness; only where its version is known for certain. */
    private static Optional<String> exemption(Advisory advisory, ModelVersion model, List<Advisory> exempting) {
        List<Subject> subjects = Subject.of(model);
        return exempting.stream()
                .filter(other -> other.withdrawn().isEmpty())
                .filter(other -> other.exempt().stream()
                        .filter(exempt -> advisory.isAbout(exempt.of()))
                        .anyMatch(exempt -> subjects.stream()
                                .filter(subject -> subject.version().isPresent()
                                        || subject.via().equals("digest")
                                        || exempt.product().allVersions())
                                .anyMatch(subject ->
                                        subject.meets(exempt.product()).isPresent())))
                .map(Advisory::id)
                .findFirst();
    }

    private static List<ModelVersion> registered(Catalogue catalogue) {
        return catalogue.models().stream().filter(model -> !model.builtIn()).toList();
    }

    /** @param standing matches that are not closed */
    private record Past(List<Advisory> exempting, Set<Meeting> standing) {}

    private record Found(String via, String what) {}

    /** @param known that said nothing new */
    public record Report(int added, int changed, int known, int withdrawn) {}
}
