package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.ChatSettings;
import io.groundwork.orchestration.outbound.Doors;
import javax.sql.DataSource;

/** The registry as one node of an installation has it: several over one database are several nodes. */
public final class Node implements AutoCloseable {

    private final ModelRows models;
    private final Incidents incidents;
    private final Registry registry;
    private final Catalogues catalogues;

    public Node(DataSource database) {
        Secrets secrets = new Secrets(Settings.plain());
        models = new ModelRows(database);
        incidents = new Incidents(database);
        RouteRows routes = new RouteRows(database);
        registry = new Registry(models, routes, incidents, secrets, Doors.open());
        catalogues = new Catalogues(models, routes, secrets, new ChatSettings());
    }

    public Registry registry() {
        return registry;
    }

    public Incidents incidents() {
        return incidents;
    }

    /**
     * What the registry knows now. In the application a change and the counter's move are one transaction; here they are not, and somebody may have looked
     * in between: so the counter moves once more.
     */
    public Catalogue seen() {
        models.tick();
        return catalogues.refresh();
    }

    public Catalogues catalogues() {
        return catalogues;
    }

    @Override
    public void close() {
        catalogues.stop();
    }
}
