package io.groundwork.orchestration.models;

import java.util.List;

/**
 * A name that callers use, and what answers under it.
 *
 * @param revision counts its changes from 1; a model's own name is a route of revision 0
 */
public record Route(String name, int revision, Plan plan) {

    /** The route of those who ask for none. */
    public static final String DEFAULT = "default";

    /** Whether nobody but the built-in model answers under it. */
    public boolean onlyBuiltIn() {
        return !plan.candidates().isEmpty()
                && plan.candidates().stream()
                        .allMatch(candidate -> candidate.model().equals(ModelVersion.EXTRACTIVE));
    }

    /** The first chat model of its list; its own name where there is none. */
    public String firstModel() {
        return plan.candidates().stream()
                .map(Plan.Candidate::model)
                .filter(model -> !model.equals(ModelVersion.EXTRACTIVE))
                .findFirst()
                .orElse(name);
    }

    /** What a model's own name stands for. */
    public static Route of(ModelVersion model) {
        return new Route(model.name(), 0, new Plan(List.of(new Plan.Candidate(model.name())), Plan.Waits.USUAL));
    }
}
