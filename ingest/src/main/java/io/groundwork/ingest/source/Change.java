package io.groundwork.ingest.source;

/** What a walk says of one item. The same item may come twice; the later word holds. */
public sealed interface Change {

    String externalId();

    /** It is there, new, changed or as before: the item's mark tells. */
    record Present(SourceItem item) implements Change {

        @Override
        public String externalId() {
            return item.externalId();
        }
    }

    /** It was there and no longer is. Saying so of what nobody knew is allowed. */
    record Gone(String externalId) implements Change {}

    /**
     * It could not be looked at, so that nothing is known of it now; it must not be taken for gone.
     *
     * @param reason one sentence for an administrator
     */
    record Unknown(String externalId, String reason) implements Change {}
}
