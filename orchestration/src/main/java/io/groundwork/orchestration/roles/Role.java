package io.groundwork.orchestration.roles;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process can be. The table below is the only place that says what each of them starts. */
public enum Role {
    /*         serves people and services | takes jobs | serves vectors | needs Postgres */
    API(true, false, false, true),
    WORKER(false, true, false, true),
    EMBEDDINGS(false, false, true, false);

    /** Answers the page, {@code /v1} and {@code /api/v1}. */
    public final boolean servesApi;

    /** Claims jobs and runs them. */
    public final boolean takesJobs;

    /** Answers other processes' requests for vectors; has the model in memory. */
    public final boolean servesEmbeddings;

    /** Is not ready without a database. */
    public final boolean needsDatabase;

    Role(boolean servesApi, boolean takesJobs, boolean servesEmbeddings, boolean needsDatabase) {
        this.servesApi = servesApi;
        this.takesJobs = takesJobs;
        this.servesEmbeddings = servesEmbeddings;
        this.needsDatabase = needsDatabase;
    }

    /**
     * Reads {@code all} or names parted by commas.
     *
     * @throws IllegalArgumentException naming the roles there are, when one is unknown
     */
    public static Set<Role> parse(String names) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names.split(",")) {
            String wanted = name.strip().toUpperCase(Locale.ROOT);
            if (wanted.equals("ALL")) {
                return EnumSet.allOf(Role.class);
            }
            try {
                roles.add(Role.valueOf(wanted));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "GROUNDWORK_ROLES names '%s'; the roles are all, %s".formatted(name.strip(), known()), e);
            }
        }
        return roles;
    }

    private static String known() {
        return Arrays.stream(values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
