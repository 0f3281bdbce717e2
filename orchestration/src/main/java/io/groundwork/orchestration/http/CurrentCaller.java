package io.groundwork.orchestration.http;

import io.groundwork.orchestration.identity.Caller;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who the request at hand comes from. */
@RequestScoped
class CurrentCaller {

    private @Nullable Caller caller;

    void set(Caller known) {
        caller = known;
    }

    Caller get() {
        if (caller == null) {
            throw Problem.UNAUTHENTICATED.because("Sign in, or send a key as 'Authorization: Bearer …'.");
        }
        return caller;
    }

    /** The caller, who must be an administrator. */
    Caller admin() {
        Caller known = get();
        if (!known.admin()) {
            throw Problem.FORBIDDEN.because("Only administrators may do this.");
        }
        return known;
    }
}
