package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.PoolingType;
import io.groundwork.orchestration.local.Gguf;
import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.GgufVocabulary;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The weights in memory, and what llama.cpp does with them. Safe for use by many threads. */
final class Engine {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A question is read in steps of so many tokens; between two of them it can be given up. */
    private static final int STEP = 512;

    /** Generations that were given up while their question was read each leave a thread behind; so many are few. */
    private static final int MOST_LEFT_BEHIND = 16;

    private final Llama llama;
    private final ChildSettings settings;
    private final GgufHead head;
    private final Steering steering;
    private final AtomicInteger leftBehind = new AtomicInteger();

    private Engine(Llama llama, ChildSettings settings, GgufHead head, Steering steering) {
        this.llama = llama;
        this.settings = settings;
        this.head = head;
        this.steering = steering;
    }

    /** @throws UnloadableException when llama.cpp cannot load them */
    static Engine load(ChildSettings settings) throws IOException {
        GgufHead head =
                switch (Gguf.read(settings.file())) {
                    case Gguf.Outcome.Read(GgufHead read) -> read;
                    case Gguf.Outcome.Refused(String words) -> throw new UnloadableException(words);
                };
        Steering steering = new Steering(GgufVocabulary.steering(settings.file(), head));
        try {
            return new Engine(Llama.load(parameters(settings)), settings, head, steering);
        } catch (EngineException e) {
            throw (UnloadableException) new UnloadableException(
                            "llama.cpp could not load it (architecture %s, %s). It may be damaged, or need a newer llama.cpp."
                                    .formatted(head.architecture(), head.quantisation()))
                    .initCause(e);
        }
    }

    private static ModelParameters parameters(ChildSettings settings) {
        ModelParameters parameters = new ModelParameters()
                .setModel(settings.file().toString())
                .setCtxSize(settings.context() * settings.slots())
                .setParallel(settings.slots())
                .setThreads(settings.threads())
                .setThreadsBatch(settings.threads())
                // Its log repeats what it is asked.
                .disableLog();
        return switch (settings.serves()) {
            case CHAT -> parameters.setBatchSize(STEP).disableContextShift().enableJinja();
            case MEAN_VECTORS -> vectors(parameters, settings, PoolingType.MEAN);
            case FIRST_VECTORS -> vectors(parameters, settings, PoolingType.CLS);
            case LAST_VECTORS -> vectors(parameters, settings, PoolingType.LAST);
            case SCORES -> whole(parameters, settings).enableReranking();
        };
    }

    /** Told in any case, as llama.cpp reads it from the files of some architectures only. */
    private static ModelParameters vectors(ModelParameters parameters, ChildSettings settings, PoolingType pooling) {
        return whole(parameters, settings).enableEmbedding().setPoolingType(pooling);
    }

    /** What looks at a text from both sides needs all of it at once. */
    private static ModelParameters whole(ModelParameters parameters, ChildSettings settings) {
        return parameters.setBatchSize(settings.context()).setUbatchSize(settings.context());
    }

    /** A conversation as the weights were trained to read it. */
    String prompt(List<Turn> turns) {
        return new Template(this::render, steering).prompt(turns);
    }

    private String render(List<Turn> turns) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        turns.forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.text()));
        return llama.applyTemplate(body.toString());
    }

    int tokens(String prompt) {
        return llama.encode(prompt).length + (head.beginsWithMark() ? 1 : 0);
    }

    /** How many tokens stand for a piece of an answer; a character that takes several comes as one piece. */
    int tokensOfPiece(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return 1;
        }
        return Math.max(
                1,
                llama.encode(text).length
                        - (head.tokenizer().filter("llama"::equals).isPresent() ? 1 : 0));
    }

    /**
     * Begins to write.
     *
     * @param request as llama.cpp's server takes it
     * @throws Refusal when llama.cpp does not take it
     */
    Generation generate(ObjectNode request) {
        request.put("stream", true);
        try {
            return new Generation(llama, llama.request(request.toString()), this::leaveBehind);
        } catch (EngineException e) {
            throw (Refusal) Refusal.invalid(String.valueOf(e.getMessage())).initCause(e);
        }
    }

    private void leaveBehind() {
        leftBehind.incrementAndGet();
    }

    /** Whether a new process would be better, once this one has nothing to do. */
    boolean isWorn() {
        return leftBehind.get() >= MOST_LEFT_BEHIND;
    }

    float[] vector(String text) {
        checkLength(tokens(text));
        return llama.embed(plain(text));
    }

    /** How well a text answers a query, on a scale of the model's own. */
    float score(String query, String text) {
        checkLength(tokens(query) + tokens(text) + 2);
        return llama.score(plain(query), plain(text));
    }

    private void checkLength(int tokens) {
        if (tokens >= settings.context()) {
            throw Refusal.tooLong(tokens, settings.context());
        }
    }

    /** What the binding hands over as it is: characters beyond the first plane do not survive the way, nor does a zero. */
    private static String plain(String text) {
        return text.codePoints()
                .map(c -> c == 0 ? ' ' : c > 0xffff ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * One turn of a conversation.
     *
     * @param role {@code system}, {@code user} or {@code assistant}
     */
    record Turn(String role, String text) {}
}
