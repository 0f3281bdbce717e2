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
     * A folder was there and no longer is, and with it all that lay below and was not told of by this walk. The last word of a walk.
     *
     * @param externalId of the folder
     * @param path as the items below were told of, without a slash at its end
     */
    record GoneBelow(String externalId, String path) implements Change {}

    /**
     * It could not be looked at, so that nothing is known of it now; it must not be taken for gone.
     *
     * @param reason one sentence for an administrator
     */
    record Unknown(String externalId, String reason) implements Change {}
}
