package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.outbound.OutboundDeniedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts what went wrong with a model server into words. */
final class Failures {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;

    /** How servers say that a conversation does not fit; only OpenAI's own has a code for it. */
    private static final Pattern TOO_LONG = Pattern.compile(
            "context_length_exceeded|(?:context|prompt|input|sequence)[^.]{0,60}(?:length|window|size|too long|exceed)"
                    + "|exceed[^.]{0,40}context|too many tokens|maximum[^.]{0,30}tokens|`inputs` (?:tokens|must have)",
            Pattern.CASE_INSENSITIVE);

    private Failures() {}

    /** @param began whether something of the answer had come before */
    static Failed of(Throwable failure, boolean began) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Failed> known = known(cause, began);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return new Failed(Reason.SERVER_ERROR, "The model server failed: %s".formatted(said(failure)));
    }

    private static Optional<Failed> known(Throwable cause, boolean began) {
        return Optional.ofNullable(
                switch (cause) {
                    case OutboundDeniedException e -> new Failed(Reason.FORBIDDEN_ADDRESS, e.getMessage() + ".");
                    case HttpConnectTimeoutException e ->
                        new Failed(Reason.UNREACHABLE, "The model server did not take the connection in time.");
                    case HttpTimeoutException e -> silent();
                    case UnknownHostException e ->
                        new Failed(Reason.UNREACHABLE, "The model server's name has no address here.");
                    case UnresolvedAddressException e ->
                        new Failed(Reason.UNREACHABLE, "The model server's name has no address here.");
                    case ConnectException e ->
                        new Failed(Reason.UNREACHABLE, "Nothing listens at the model server's address.");
                    case SSLException e ->
                        new Failed(
                                Reason.UNREACHABLE,
                                "No trusted connection to the model server: %s.".formatted(e.getMessage()));
                    case JsonProcessingException e -> notOpenAi();
                    case IOException e when began -> new Failed(Reason.CUT_OFF, CUT_OFF);
                    case IOException e ->
                        new Failed(Reason.UNREACHABLE, "The connection to the model server broke before it answered.");
                    default -> null;
                });
    }

    private static final String CUT_OFF = "The model server's answer broke off before its end.";

    /** A stream that simply stopped. */
    static Failed cutOff() {
        return new Failed(Reason.CUT_OFF, CUT_OFF);
    }

    /** @param body what the server said, of OpenAI's form or any other */
    static Failed status(int status, String body) {
        Optional<String> message = message(body);
        return switch (status) {
            case 401, 403 ->
                new Failed(Reason.WRONG_KEY, "The model server does not accept the key (%d).".formatted(status));
            case 404 ->
                message.map(words ->
                                new Failed(Reason.UNKNOWN_MODEL, "The model server does not know the model: " + words))
                        .orElseGet(() -> new Failed(
                                Reason.NOT_OPENAI,
                                "There is no OpenAI API at this address (404). Base URLs mostly end in /v1."));
            case 429 -> new Failed(Reason.BUSY, "The model server has too many requests now (429).");
            case 502, 503, 504 -> new Failed(Reason.BUSY, "The model server is not ready (%d).".formatted(status));
            case 301, 302, 303, 307, 308 ->
                new Failed(
                        Reason.NOT_OPENAI,
                        "The address answers with a redirect (%d), which is not followed.".formatted(status));
            default ->
                new Failed(
                        reason(status, body),
                        message.map(words -> "The model server refused (%d): %s".formatted(status, words))
                                .orElse("The model server failed (%d).".formatted(status)));
        };
    }

    private static Reason reason(int status, String body) {
        if (status == 413 || (status <= 500 && TOO_LONG.matcher(body).find())) { // llama.cpp says it with a 500, too
            return Reason.TOO_LONG;
        }
        return status >= 400 && status < 500 ? Reason.REFUSED : Reason.SERVER_ERROR;
    }

    /** An error that came as a chunk, after the server's 200. */
    static Failed inStream(String chunk) {
        String words = message(chunk).orElse("it did not say why");
        return new Failed(
                TOO_LONG.matcher(chunk).find() ? Reason.TOO_LONG : Reason.SERVER_ERROR,
                "The model server failed while it wrote: %s".formatted(words));
    }

    static Failed endless(int most) {
        return new Failed(
                Reason.CUT_OFF,
                "The model server wrote more than %d characters, which is more than an answer may hold."
                        .formatted(most));
    }

    static Failed notOpenAi() {
        return new Failed(Reason.NOT_OPENAI, "What the model server sent is not of OpenAI's form.");
    }

    static Failed silent() {
        return new Failed(Reason.TIMED_OUT, "The model server kept silent for too long.");
    }

    /** The message of an error of OpenAI's form, and of the forms of those who copied it loosely. */
    static Optional<String> message(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            JsonNode error = json.path("error");
            for (JsonNode words :
                    new JsonNode[] {error.path("message"), error, json.path("message"), json.path("detail")}) {
                if (words.isTextual() && !words.asText().isBlank()) {
                    return Optional.of(shortened(words.asText()));
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a page for people: nothing to quote
        }
    }

    private static String said(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : shortened(failure.getMessage());
    }

    private static String shortened(String words) {
        String line = words.strip().replaceAll("[\\s\\p{Cc}]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
