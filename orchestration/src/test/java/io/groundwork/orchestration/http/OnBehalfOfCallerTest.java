package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.PassageIndex;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which doors the second wall stands behind. */
final class OnBehalfOfCallerTest {

    private static final Set<Class<?>> HOLD_DOCUMENTS =
            Set.of(Documents.class, Memberships.class, PassageIndex.class, Files.class);

    /** For curators, who may not read all that they run: settings, readers, numbers, questions. A caller's own files. A stream of numbers, longer than a transaction should be. */
    private static final Set<String> EXEMPT = Set.of(
            "CuttingResource.get",
            "DocumentsResource.readers",
            "QuarantineResource.list",
            "QuestionBankResource.get",
            "QuestionBankResource.list",
            "FilesResource.list",
            "ProgressResource.get",
            "ProgressResource.events");

    @Test
    void whateverAnswersWithDocumentsReadsOnBehalfOfItsCaller() throws Exception {
        Set<String> open = new TreeSet<>();
        for (Class<?> resource : resources()) {
            boolean holdsDocuments = Arrays.stream(resource.getDeclaredConstructors())
                    .flatMap(constructor -> Arrays.stream(constructor.getParameterTypes()))
                    .anyMatch(HOLD_DOCUMENTS::contains);
            for (Method method : resource.getDeclaredMethods()) {
                if (holdsDocuments
                        && method.isAnnotationPresent(GET.class)
                        && !method.isAnnotationPresent(OnBehalfOfCaller.class)) {
                    open.add(resource.getSimpleName() + "." + method.getName());
                }
            }
        }

        assertThat(open).isEqualTo(EXEMPT);
    }

    private static List<Class<?>> resources() throws IOException, ClassNotFoundException {
        String here = OnBehalfOfCaller.class.getPackageName();
        java.nio.file.Path folder = java.nio.file.Path.of("target/classes", here.replace('.', '/'));
        try (Stream<java.nio.file.Path> files = java.nio.file.Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Resource.class"))
                    .map(name -> here + "." + name.replace(".class", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThan(20);
            List<Class<?>> resources = new ArrayList<>();
            for (String name : names) {
                Class<?> type = Class.forName(name);
                if (type.isAnnotationPresent(Path.class)) {
                    resources.add(type);
                }
            }
            return resources;
        }
    }
}
