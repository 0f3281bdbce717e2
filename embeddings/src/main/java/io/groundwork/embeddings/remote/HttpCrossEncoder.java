package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A cross-encoder on a server. A list goes in requests as large as the server takes, one after the other. Its tokenizer is not here, so lengths are
 * estimated, on the high side; what the server refuses all the same is sent again by halves.
 */
public final class HttpCrossEncoder implements CrossEncoder {

    /** How much more tokens than pieces of BERT's vocabulary are reckoned with. */
    private static final double MARGIN = 1.2;

    /** As many as XLM-R puts around a pair. */
    private static final int SPECIAL_TOKENS = 4;

    /** So near its end a time is over: nothing can be asked in what is left. */
    private static final Duration NOTHING_LEFT = Duration.ofMillis(5);

    private final RerankDialect dialect;
    private final ServedReranker served;
    private final WordPiece pieces;
    private final Duration longest;
    private final JsonExchange server;
    private volatile int batch;

    /**
     * @param endpoint its timeout is how long scoring a list may take where its caller has not less
     * @param pieces what tokens are estimated with
     */
    public HttpCrossEncoder(Endpoint endpoint, RerankDialect dialect, ServedReranker served, WordPiece pieces) {
        this.dialect = dialect;
        this.served = served;
        this.pieces = pieces;
        this.longest = endpoint.timeout();
        this.server = new JsonExchange(endpoint, new Breaker());
    }

    @Override
    public String model() {
        return served.name();
    }

    @Override
    public int maxTokens() {
        return served.maxTokens();
    }

    @Override
    public Scale scale() {
        return dialect.scale;
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public Relevance score(String query, List<String> passages, Duration within) {
        Call call = new Call(WellFormed.of(query), within);
        try {
            if (!passages.isEmpty()) {
                call.ask(passages);
            }
            return new Relevance(call.scores, call.cut);
        } catch (EmbeddingException e) {
            boolean late = call.isOver() && !Thread.currentThread().isInterrupted();
            throw late ? new OutOfTimeException(call.late(), e) : e;
        }
    }

    /** One list that is being scored. */
    private final class Call {

        final List<Float> scores = new ArrayList<>();
        final List<Integer> cut = new ArrayList<>();
        private final Duration within;
        private final long deadline;
        private final String query;
        private final boolean queryCut;
        private final int room;

        Call(String query, Duration within) {
            this.within = within;
            deadline = System.nanoTime() + within.toNanos();
            String beginning = beginning(query, maxQuestionTokens(SPECIAL_TOKENS));
            queryCut = beginning.length() < query.length();
            this.query = beginning;
            int taken = (int) Math.ceil(pieces.count(beginning) * MARGIN);
            room = Math.max(1, served.maxTokens() - SPECIAL_TOKENS - taken);
        }

        void ask(List<String> passages) {
            if (batch == 0) {
                batch = dialect.largestBatch(inTime(), served);
            }
            List<String> texts = new ArrayList<>();
            for (String passage : passages) {
                String text = WellFormed.of(passage);
                String beginning = beginning(text, room);
                if (queryCut || beginning.length() < text.length()) {
                    cut.add(texts.size());
                }
                // TEI knows the length better: it gets enough to cut itself.
                texts.add(dialect == RerankDialect.TEI ? beginning(text, 2 * room) : beginning);
            }
            for (int from = 0; from < texts.size(); ) {
                int to = Math.min(texts.size(), from + batch);
                askFor(texts.subList(from, to));
                from = to;
            }
        }

        private void askFor(List<String> texts) {
            try {
                scores.addAll(dialect.ask(inTime(), served, query, texts));
            } catch (RefusedException e) {
                if (e.status() != 400 && e.status() != 413 && e.status() != 422) {
                    throw e;
                }
                if (texts.size() > 1) {
                    if (e.status() == 413) {
                        batch = Math.max(1, Math.min(batch, texts.size() / 2));
                    }
                    askFor(texts.subList(0, texts.size() / 2));
                    askFor(texts.subList(texts.size() / 2, texts.size()));
                } else {
                    askForHalf(texts.getFirst());
                }
            }
        }

        /** A text that was refused alone: length is what it most likely was. */
        private void askForHalf(String text) {
            String half = WellFormed.of(text.substring(0, text.length() / 2));
            int place = scores.size();
            scores.addAll(dialect.ask(inTime(), served, query, List.of(half)));
            if (!cut.contains(place)) {
                cut.add(place);
                cut.sort(null);
            }
        }

        private JsonExchange inTime() {
            if (isOver()) {
                throw new OutOfTimeException(late());
            }
            return server.within(left());
        }

        String late() {
            return "The reranking server at %s had not scored all texts after %d ms"
                    .formatted(server.server(), within.toMillis());
        }

        private Duration left() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }

        boolean isOver() {
            return left().compareTo(NOTHING_LEFT) < 0;
        }
    }

    /** What is read of a text for certain, where so many of the server's tokens may be read. */
    private String beginning(String text, int tokens) {
        // A token has at least one character; most texts need not be counted.
        if (text.length() <= tokens) {
            return text;
        }
        Tokens read = pieces.encode(text, Math.max(1, (int) (tokens / MARGIN)));
        return read.isCut() && read.size() > 0 ? text.substring(0, read.end(read.size() - 1)) : text;
    }
}
