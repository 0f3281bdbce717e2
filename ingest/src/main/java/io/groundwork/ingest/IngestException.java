package io.groundwork.ingest;

/** Ingestion could not go on, through no fault of a file: the platform is short of something. Trying again may help. */
public final class IngestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public IngestException(String message) {
        super(message);
    }

    public IngestException(String message, Throwable cause) {
        super(message, cause);
    }
}
