package io.groundwork.orchestration;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.retrieval.CollectionInfo;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The documents of an invented company that a newcomer tries Groundwork with. They go the way of every upload. */
@Singleton
public final class Samples {

    /** Tells the collection among others, whatever it is called later. */
    public static final String MARK = "groundwork_samples";

    private static final String FOLDER = "samples/";
    private static final String PURPOSE = "assistants";

    private final Files files;
    private final Library library;
    private final Grants grants;
    private final ObjectMapper json;

    Samples(Files files, Library library, Grants grants, ObjectMapper json) {
        this.files = files;
        this.library = library;
        this.grants = grants;
        this.json = json;
    }

    /** Makes a collection that everyone may read, and puts the samples into it. */
    public CollectionInfo add(Caller maker) throws IOException {
        List<StoredFile> stored = new ArrayList<>();
        for (Sample sample : index()) {
            stored.add(store(maker, sample));
        }
        CollectionInfo collection = library.create(
                maker,
                "Sample documents",
                "The handbook of an invented company, to try things with",
                Map.of(MARK, "true"));
        grants.set(collection.id(), Groups.EVERYONE, Access.READ);
        library.attachAll(
                collection.id(),
                stored.stream()
                        .map(file -> new Library.Attachment(file, Map.of()))
                        .toList());
        return collection;
    }

    private StoredFile store(Caller maker, Sample sample) throws IOException {
        Path copy = java.nio.file.Files.createTempFile("sample", ".bin");
        try (InputStream bytes = open(sample.file())) {
            java.nio.file.Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
            return files.store(sample.file(), sample.mediaType(), PURPOSE, maker.id(), copy);
        } finally {
            java.nio.file.Files.deleteIfExists(copy);
        }
    }

    private List<Sample> index() throws IOException {
        try (InputStream bytes = open("index.json")) {
            return json.readValue(bytes, new TypeReference<>() {});
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream bytes = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + name);
        if (bytes == null) {
            throw new FileNotFoundException(FOLDER + name);
        }
        return bytes;
    }

    private record Sample(
            String name,
            String file,
            @JsonProperty("media_type") String mediaType) {}
}
