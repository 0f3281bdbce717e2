package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Incidents;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.State;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Says for the timeline of an incident when this node had taken a recalled model out of service, and what it was writing then. */
@Singleton
final class RecallReports {

    private static final Logger LOG = Logger.getLogger(RecallReports.class);

    /** A pod has the name of its host; several on one machine have numbers. */
    private static final String NODE = System.getenv().getOrDefault("HOSTNAME", "node") + "/"
            + ProcessHandle.current().pid();

    private final Incidents incidents;
    private final Set<UUID> serving = new HashSet<>();

    RecallReports(Incidents incidents) {
        this.incidents = incidents;
    }

    /**
     * Told on the thread that reads the registry; what is to be written is written on another.
     *
     * @param ended how many answers were ended, by model
     */
    synchronized void seen(Catalogue catalogue, Map<UUID, Integer> ended) {
        for (ModelVersion model : catalogue.models()) {
            if (model.state() != State.RECALLED) {
                serving.add(model.id());
            } else if (serving.remove(model.id())) { // not what had been recalled before this node began
                int streams = ended.getOrDefault(model.id(), 0);
                Thread.ofVirtual().name("recall report").start(() -> report(model, streams));
            }
        }
    }

    private void report(ModelVersion model, int streams) {
        try {
            incidents.goneFromNode(model.id(), NODE, streams);
        } catch (RuntimeException e) {
            LOG.warnf(e, "The timeline of %s does not say that it is gone from this node", model.name());
        }
    }
}
