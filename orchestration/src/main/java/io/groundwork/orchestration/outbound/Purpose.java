package io.groundwork.orchestration.outbound;

/** What a connection out is for; decides where it may go. */
public enum Purpose {
    /** Chat model servers. An admin names them, and they stand in the company's own network or on this machine. */
    MODEL_SERVER(AddressPolicy.NETWORK),
    /** Embedding servers, set by whoever installs. */
    EMBEDDINGS(AddressPolicy.NETWORK),
    /** The S3 that keeps the files, set by whoever installs. */
    BLOBS(AddressPolicy.NETWORK),
    /** Places that documents are fetched from, named by those who curate; hosts of the inner network only where the installer names them. */
    SOURCE(AddressPolicy.PUBLIC),
    /** Addresses that came from a user or a document: nothing of the inner network may answer. */
    WEB(AddressPolicy.PUBLIC);

    private final AddressPolicy policy;

    Purpose(AddressPolicy policy) {
        this.policy = policy;
    }

    AddressPolicy policy() {
        return policy;
    }
}
