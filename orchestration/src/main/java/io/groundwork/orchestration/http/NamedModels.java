package io.groundwork.orchestration.http;

import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.roles.Roles;
import jakarta.inject.Singleton;

/** Which registered models whoever sends a request may ask for by their own names: what a card's audience says, where no route decides. */
@FunctionalInterface
interface NamedModels {

    /** @param name of a registered model; what is not registered is open to everybody */
    boolean open(String name);

    /** Of the request that is being answered. */
    @Singleton
    final class OfCaller implements NamedModels {

        private final Roles roles;
        private final Catalogues models;
        private final CurrentCaller caller;

        OfCaller(Roles roles, Catalogues models, CurrentCaller caller) {
            this.roles = roles;
            this.models = models;
            this.caller = caller;
        }

        @Override
        public boolean open(String name) {
            if (!roles.needsDatabase()) { // no registry either
                return true;
            }
            Catalogue now = models.now();
            return now.model(name)
                    .map(model -> now.mayName(model, caller.get().principals()))
                    .orElse(true);
        }
    }
}
