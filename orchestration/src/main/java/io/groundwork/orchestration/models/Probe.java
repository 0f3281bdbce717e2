package io.groundwork.orchestration.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.Abilities;
import io.groundwork.orchestration.chat.Ability;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatClient.Looked;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Message.Role;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.chat.OutputForm;
import io.groundwork.orchestration.chat.Part;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Tools;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a model can do by asking it for each thing once, in a few tokens. What a server refuses, or answers otherwise than asked,
 * is missing: a model that can do it now and then is not to be relied on.
 */
final class Probe {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Room for one word, also after some thinking. */
    private static final int TOKENS = 256;

    private static final String SCHEMA = """
            {"type":"object","properties":{"colour":{"type":"string","enum":["red","green","blue"]}},\
            "required":["colour"],"additionalProperties":false}""";

    /** Sixteen by sixteen pixels, all of them red. */
    private static final String RED =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4z8BAEmIY1TCqYfhqAACQ+f8B8u7oVwAAAABJRU5ErkJggg==";

    private final ChatClient client;
    private final Set<Ability> proven = EnumSet.noneOf(Ability.class);
    private final Set<Ability> missing = EnumSet.noneOf(Ability.class);

    Probe(ChatClient client) {
        this.client = client;
    }

    /** @return empty, with nothing found out, when not even a plain question is answered */
    Found of(ModelServer registered) {
        ModelServer server = with(registered, Abilities.UNKNOWN);
        Looked plain = client.look(server, asked(user("Reply with the one word: ready")));
        if (isRefused(plain)) { // some refuse to be asked for a count of tokens
            server = with(registered, new Abilities(Set.of(), Set.of(Ability.STREAM_USAGE)));
            plain = client.look(server, asked(user("Reply with the one word: ready")));
        }
        if (plain.outcome() instanceof ChatOutcome.Failed failed) {
            return new Found.Silent(failed);
        }
        note(Ability.STREAM_USAGE, plain.counted());
        boolean thought = plain.thought();
        ModelServer known = server;
        note(Ability.SYSTEM_ROLE, works(known, new Message(Role.SYSTEM, "Be brief."), user("Reply with: ready")));
        note(
                Ability.FREE_TURNS,
                works(
                        known,
                        user("I have two questions."),
                        user("Reply with: ready"),
                        new Message(Role.ASSISTANT, "ready"),
                        new Message(Role.ASSISTANT, "And now?"),
                        user("Reply with: ready")));
        note(Ability.TOOLS, asksForTools(known));
        note(Ability.JSON_SCHEMA, keepsToSchema(known));
        note(Ability.IMAGES, sees(known));
        note(Ability.REASONING, thought);
        return new Found.Able(new Abilities(proven, missing), plain.answersAs());
    }

    private void note(Ability ability, boolean there) {
        (there ? proven : missing).add(ability);
    }

    private boolean works(ModelServer server, Message... messages) {
        return client.look(server, new ChatRequest(List.of(messages), Sampling.steady(0, TOKENS)))
                .works();
    }

    private boolean asksForTools(ModelServer server) {
        Tools.Tool tool = new Tools.Tool(
                "weather",
                Optional.of("The weather of a town"),
                Optional.of(
                        "{\"type\":\"object\",\"properties\":{\"town\":{\"type\":\"string\"}},\"required\":[\"town\"]}"),
                false);
        ChatRequest request = new ChatRequest(
                List.of(user("Look up the weather of Bonn with the tool.")),
                Sampling.steady(0, TOKENS),
                new Tools(List.of(tool), new Tools.Choice.Auto(), Optional.empty()),
                new OutputForm.Text());
        return client.look(server, request).outcome() instanceof ChatOutcome.Finished finished
                && finished.calls().stream()
                        .anyMatch(call -> call.name().equals("weather") && isObject(call.arguments()));
    }

    private boolean keepsToSchema(ModelServer server) {
        ChatRequest request = new ChatRequest(
                List.of(user("Name a colour as JSON.")),
                Sampling.steady(0, TOKENS),
                Tools.NONE,
                new OutputForm.Schema("colour", Optional.empty(), SCHEMA, true));
        return client.look(server, request).outcome() instanceof ChatOutcome.Finished finished
                && Set.of("red", "green", "blue").contains(colour(finished.text()));
    }

    private boolean sees(ModelServer server) {
        Message shown = new Message(
                Role.USER,
                List.of(
                        new Part.Text("Which colour is this picture? Reply with one word."),
                        new Part.Image(RED, Optional.empty())),
                List.of(),
                Optional.empty());
        return client.look(server, asked(shown)).outcome() instanceof ChatOutcome.Finished finished
                && finished.text().toLowerCase(Locale.ROOT).contains("red");
    }

    private static boolean isRefused(Looked looked) {
        return looked.outcome() instanceof ChatOutcome.Failed failed && failed.reason() == ChatOutcome.Reason.REFUSED;
    }

    private static ChatRequest asked(Message message) {
        return new ChatRequest(List.of(message), Sampling.steady(0, TOKENS));
    }

    private static Message user(String words) {
        return new Message(Role.USER, words);
    }

    private static boolean isObject(String text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String colour(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read == null || read.size() != 1 ? "" : read.path("colour").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static ModelServer with(ModelServer server, Abilities abilities) {
        return new ModelServer(
                server.baseUrl(),
                server.remoteName(),
                server.key(),
                server.dialect(),
                abilities,
                Optional.empty(),
                server.patience());
    }

    /** What a probe found. */
    sealed interface Found {

        /** @param answersAs what the server calls the model */
        record Able(Abilities abilities, Optional<String> answersAs) implements Found {}

        /** It answers nothing. */
        record Silent(ChatOutcome.Failed why) implements Found {}
    }
}
