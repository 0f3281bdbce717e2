package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a message says of itself and of those it answers (RFC 5322). What it does not say is empty.
 *
 * @param messageId its own name, without angle brackets
 * @param inReplyTo the name of the message that it answers
 * @param references the names of those before it in the thread, the oldest first
 * @param from who wrote it, as the message has it
 * @param to whom it was sent to
 * @param sent when, in ISO 8601; the message's own words where they are no date
 */
public record MailHead(
        String messageId, String inReplyTo, List<String> references, String from, List<String> to, String sent) {

    public MailHead {
        requireNonNull(messageId, "messageId");
        requireNonNull(inReplyTo, "inReplyTo");
        requireNonNull(from, "from");
        requireNonNull(sent, "sent");
        references = List.copyOf(references);
        to = List.copyOf(to);
    }

    /** The name of the message that began the thread, as far as this one knows; empty when it does not even name itself. */
    public String thread() {
        if (!references.isEmpty()) {
            return references.getFirst();
        }
        return inReplyTo.isEmpty() ? messageId : inReplyTo;
    }
}
