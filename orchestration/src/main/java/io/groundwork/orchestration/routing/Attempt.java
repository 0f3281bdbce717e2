package io.groundwork.orchestration.routing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A candidate that was considered for a request, in the order in which it was.
 *
 * @param version of the model; empty where none of that name is registered
 * @param server where it was asked; empty where it was passed over before
 * @param why what came of it, such as {@code answered}, {@code not_serving}, {@code lacks_tools}, {@code unreachable}
 * @param took from the first try of this server to its end; zero where it was passed over
 */
public record Attempt(String model, Optional<UUID> version, Optional<String> server, String why, Duration took) {

    /** Why it was left, where it was taken out of service in the middle. */
    public static final String RECALLED = "recalled";

    static final String ANSWERED = "answered";

    /** Whoever listened did not listen to its end. */
    static final String LEFT = "left";

    /** The model that was asked last; empty where none was. */
    public static Optional<String> askedLast(List<Attempt> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.server().isPresent())
                .reduce((earlier, later) -> later)
                .map(Attempt::model);
    }

    static Attempt passedOver(String model, Optional<UUID> version, String why) {
        return new Attempt(model, version, Optional.empty(), why, Duration.ZERO);
    }
}
