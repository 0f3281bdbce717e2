package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * llama.cpp, by its Java binding. Three of the calls the binding keeps to itself: its public ones build their JSON by hand and leave no
 * way to ask for a schema, and its iterator hides whether a piece was the last until the next is asked for. Its exception is its own
 * too. Safe for use by many threads.
 */
final class Llama {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MethodHandle REQUEST;
    private static final MethodHandle RECEIVE;
    private static final MethodHandle CANCEL;
    private static final MethodHandle IS_LAST;

    static {
        try {
            MethodHandles.Lookup model = MethodHandles.privateLookupIn(LlamaModel.class, MethodHandles.lookup());
            REQUEST = model.findVirtual(
                    LlamaModel.class, "requestCompletion", MethodType.methodType(int.class, String.class));
            RECEIVE = model.findVirtual(
                    LlamaModel.class, "receiveCompletion", MethodType.methodType(LlamaOutput.class, int.class));
            CANCEL = model.findVirtual(
                    LlamaModel.class, "cancelCompletion", MethodType.methodType(void.class, int.class));
            IS_LAST = MethodHandles.privateLookupIn(LlamaOutput.class, MethodHandles.lookup())
                    .findGetter(LlamaOutput.class, "stop", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LlamaModel model;

    private Llama(LlamaModel model) {
        this.model = model;
    }

    /** @throws EngineException when the weights cannot be loaded */
    static Llama load(ModelParameters parameters) {
        return new Llama(call(() -> new LlamaModel(parameters)));
    }

    /**
     * Queues a completion.
     *
     * @return its number
     * @throws EngineException when it is not taken
     */
    int request(String json) {
        return call(() -> (int) REQUEST.invoke(model, json));
    }

    /** One piece of an answer. */
    record Piece(String text, boolean last) {}

    /**
     * Blocks until there is one; for ever, if the completion has been cancelled meanwhile.
     *
     * @throws EngineException when the completion failed
     */
    Piece receive(int completion) {
        return call(() -> {
            LlamaOutput output = (LlamaOutput) RECEIVE.invoke(model, completion);
            return new Piece(output.text, (boolean) IS_LAST.invoke(output));
        });
    }

    void cancel(int completion) {
        int unused = call(() -> {
            CANCEL.invoke(model, completion);
            return completion;
        });
    }

    /** @param json messages, as in a request */
    String applyTemplate(String json) {
        return call(() -> model.applyTemplate(json));
    }

    int[] encode(String text) {
        return call(() -> model.encode(text));
    }

    float[] embed(String text) {
        return call(() -> model.embed(text));
    }

    float score(String query, String text) {
        return call(() ->
                model.rerank(query, text).probabilities.values().iterator().next());
    }

    private interface Call<T> {

        T now() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.now();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new EngineException(words(e), e);
        }
    }

    /** What llama.cpp says of a failure: plain words, or words within JSON. */
    private static String words(Throwable failure) {
        String said = String.valueOf(failure.getMessage());
        try {
            String message = JSON.readTree(said).path("message").asText();
            return message.isBlank() ? said : message;
        } catch (JsonProcessingException plain) {
            return said;
        }
    }
}
