package io.groundwork.orchestration.chat;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a probe of a model showed. What stands in neither set has not been tried: it is taken to be there until the server says
 * otherwise.
 */
public record Abilities(Set<Ability> proven, Set<Ability> missing) {

    public static final Abilities UNKNOWN = new Abilities(Set.of(), Set.of());

    public Abilities {
        proven = Set.copyOf(proven);
        missing = Set.copyOf(missing);
        if (proven.stream().anyMatch(missing::contains)) {
            throw new IllegalArgumentException("An ability is there or missing, not both");
        }
    }

    public boolean lacks(Ability ability) {
        return missing.contains(ability);
    }

    /** Those of {@code needs} that are known to be missing. */
    public Set<Ability> lacking(Collection<Ability> needs) {
        EnumSet<Ability> lacking = EnumSet.noneOf(Ability.class);
        needs.stream().filter(missing::contains).forEach(lacking::add);
        return lacking;
    }
}
