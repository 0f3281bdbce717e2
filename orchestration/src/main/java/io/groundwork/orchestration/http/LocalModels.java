package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.LocalWeights;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelFolder;
import io.groundwork.orchestration.models.LocalModel;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.models.State;
import jakarta.inject.Singleton;
import java.util.List;

/** Turns a file in the folder of weights into what is registered. */
@Singleton
class LocalModels {

    private static final String SUFFIX = "(?i)\\.gguf$";
    private static final List<String> FIELDS = List.of("file", "name", "state", "preferred", "note");

    private final ModelFolder folder;
    private final ModelChildren children;

    LocalModels(ModelFolder folder, ModelChildren children) {
        this.folder = folder;
        this.children = children;
    }

    Registration registration(JsonNode body) {
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw Problem.INVALID_REQUEST.because(
                        field,
                        "'%s' is not known of a file; there are %s.".formatted(field, String.join(", ", FIELDS)));
            }
        });
        String file = ModelBodies.required(body, "file");
        LocalWeights weights = folder.find(file)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "file", "There is no file '%s' in the folder of models.".formatted(file)));
        if (weights.state() != LocalWeights.State.READY) {
            throw Problem.CONFLICT.because(
                    "file",
                    "%s cannot be registered. %s"
                            .formatted(weights.file(), weights.words().orElse("")));
        }
        GgufHead head = weights.head()
                .filter(said -> said.made() != GgufHead.Made.PART)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "file", "%s is no model of its own.".formatted(weights.file())));
        String name = body.path("name").asText("").strip();
        return LocalModel.registration(
                name.isEmpty() ? weights.file().replaceFirst(SUFFIX, "") : name,
                weights,
                children.contextOf(head),
                ModelBodies.state(body, "state").orElse(State.SERVING),
                body.path("preferred").asBoolean(false) ? Preference.PREFERRED : Preference.ON_REQUEST,
                ModelBodies.note(body));
    }
}
