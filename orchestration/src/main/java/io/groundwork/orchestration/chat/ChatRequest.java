package io.groundwork.orchestration.chat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is asked of a model, whichever it will be.
 *
 * @param messages oldest first; never empty
 */
public record ChatRequest(List<Message> messages, Sampling sampling, Tools tools, OutputForm form) {

    /** Characters of a token, about, where no tokenizer of the model is at hand. */
    public static final int CHARACTERS_A_TOKEN = 4;

    /** What a picture costs, about, where the model's own count is not known. */
    private static final int TOKENS_AN_IMAGE = 768;

    public ChatRequest {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("A conversation without a word");
        }
    }

    public ChatRequest(List<Message> messages, Sampling sampling) {
        this(messages, sampling, Tools.NONE, new OutputForm.Text());
    }

    /** What a model must be able to do to answer this. */
    public Set<Ability> needs() {
        EnumSet<Ability> needs = EnumSet.noneOf(Ability.class);
        if (!tools.isEmpty()
                || messages.stream().anyMatch(message -> !message.calls().isEmpty())) {
            needs.add(Ability.TOOLS);
        }
        if (form instanceof OutputForm.Schema) {
            needs.add(Ability.JSON_SCHEMA);
        }
        if (messages.stream().anyMatch(Message::hasImages)) {
            needs.add(Ability.IMAGES);
        }
        return needs;
    }

    /** Tokens of all that the model has to read, by length; a third off in either direction is usual. */
    public int estimatedTokens() {
        long characters = 0;
        long images = 0;
        for (Message message : messages) {
            characters += 16; // what templates write around a turn
            for (Part part : message.parts()) {
                switch (part) {
                    case Part.Text(String text) -> characters += text.length();
                    case Part.Image image -> images++;
                }
            }
            for (ToolCall call : message.calls()) {
                characters += call.name().length() + call.arguments().length();
            }
        }
        for (Tools.Tool tool : tools.offered()) {
            characters += tool.name().length()
                    + tool.description().map(String::length).orElse(0)
                    + tool.parameters().map(String::length).orElse(0);
        }
        if (form instanceof OutputForm.Schema schema) {
            characters += schema.schema().length();
        }
        return (int) Math.min(Integer.MAX_VALUE, characters / CHARACTERS_A_TOKEN + 1 + images * TOKENS_AN_IMAGE);
    }
}
