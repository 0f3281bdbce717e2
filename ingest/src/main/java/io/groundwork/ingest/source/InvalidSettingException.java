package io.groundwork.ingest.source;

/** A setting of a source that cannot be used. The message is one sentence for whoever set it. */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String field;

    public InvalidSettingException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The name of the setting, as it stands in JSON. */
    public String field() {
        return field;
    }
}
