package io.groundwork.retrieval;

/** Documents that were to be changed are being worked on; to be tried again. */
public final class DocumentsBusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DocumentsBusyException() {
        super("Documents of the collection are being worked on");
    }
}
