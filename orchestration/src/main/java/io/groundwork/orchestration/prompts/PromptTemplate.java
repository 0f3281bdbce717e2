package io.groundwork.orchestration.prompts;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** A text of {@code prompts/} with places to fill. Without logic: what is filled in is never read as a template. Safe for use by many threads. */
public final class PromptTemplate {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Template template;

    private PromptTemplate(Template template) {
        this.template = template;
    }

    /**
     * @param name such as {@code answer.1.system}: what for, which edition, whose words
     * @throws IllegalStateException when it is not in the build
     */
    public static PromptTemplate named(String name) {
        String path = "/prompts/%s.mustache".formatted(name);
        try (InputStream text = PromptTemplate.class.getResourceAsStream(path)) {
            if (text == null) {
                throw new IllegalStateException("The prompt %s is missing from the build".formatted(path));
            }
            return new PromptTemplate(Mustache.compiler()
                    .escapeHTML(false)
                    .emptyStringIsFalse(true)
                    .compile(new String(text.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("The prompt %s cannot be read".formatted(path), e);
        }
    }

    /** The text, without white space around it. An empty text or list leaves out the section that it stands for. */
    public String with(Map<String, ?> values) {
        return template.execute(values).strip();
    }

    /** A word that no document can know, for the walls between the template's words and those of others; another one each time. */
    public static String fence() {
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
