package io.groundwork.retrieval;

import java.util.Set;

/** A document was to have an attribute that its collection does not declare, or of another type. */
public final class UnfitAttributeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String attribute;

    private UnfitAttributeException(String attribute, String message) {
        super(message);
        this.attribute = attribute;
    }

    static UnfitAttributeException unknown(String attribute, Set<String> declared) {
        return new UnfitAttributeException(
                attribute,
                "There is no attribute '%s' in this collection; there are: %s."
                        .formatted(attribute, String.join(", ", declared)));
    }

    static UnfitAttributeException otherType(String attribute, AttributeType type) {
        return new UnfitAttributeException(
                attribute, "The attribute '%s' must be %s.".formatted(attribute, type.said()));
    }

    public String attribute() {
        return attribute;
    }
}
