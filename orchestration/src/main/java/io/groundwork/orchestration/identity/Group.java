package io.groundwork.orchestration.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * People who are granted rights together.
 *
 * @param members ids of people; empty for {@link Groups#EVERYONE}, which nobody needs to be put into
 */
public record Group(UUID id, String name, List<UUID> members, Instant createdAt) {

    public Group {
        members = List.copyOf(members);
    }
}
