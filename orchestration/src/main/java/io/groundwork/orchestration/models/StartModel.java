package io.groundwork.orchestration.models;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Registers the model that the environment names. */
@Singleton
public final class StartModel {

    private final StartModelConfig config;
    private final Registry models;

    StartModel(StartModelConfig config, Registry models) {
        this.config = config;
        this.models = models;
    }

    /**
     * Registers it, or brings what is registered under its name up to date, and prefers it. Empty when the environment names none.
     *
     * @throws ModelsException when the environment names a model that cannot be registered; the message says why
     */
    public Optional<ModelVersion> register() {
        if (config.url().isEmpty() && config.name().isEmpty()) {
            return Optional.empty();
        }
        Registry.Registration asked = new Registry.Registration(
                needed(config.name(), "GROUNDWORK_MODEL_NAME"),
                needed(config.url(), "GROUNDWORK_MODEL_URL"),
                needed(config.name(), "GROUNDWORK_MODEL_NAME"),
                config.key().or(() -> config.keyFile().map(StartModel::read)),
                Registry.Preference.PREFERRED);
        return switch (models.put(asked)) {
            case Registry.Registered.Done done -> Optional.of(done.model());
            case Registry.Registered.NameTaken taken ->
                throw new ModelsException("A model cannot be called \"%s\"".formatted(taken.name()));
            case Registry.Registered.NameUnfit unfit ->
                throw new ModelsException("A model cannot be called \"%s\"".formatted(unfit.name()));
            case Registry.Registered.AddressForbidden forbidden ->
                throw new ModelsException("GROUNDWORK_MODEL_URL cannot be used: " + forbidden.words());
        };
    }

    private static <T> T needed(Optional<T> value, String variable) {
        return value.orElseThrow(() -> new ModelsException("A chat model needs %s as well".formatted(variable)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ModelsException("The model's key cannot be read from %s: %s".formatted(file, e), e);
        }
    }
}
