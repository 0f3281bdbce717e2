package io.groundwork.orchestration.roles;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What follows from the environment but is no plain copy of it: secrets that lie in files ({@code GROUNDWORK_…_FILE}), TLS,
 * trusted proxies, the log's form, and a start without a database for roles that need none.
 */
public final class EnvironmentConfig implements ConfigSourceFactory {

    /** Above application.properties (250), below the environment itself (300). */
    private static final int ORDINAL = 275;

    private static final String FILE_SUFFIX = "_FILE";

    /** Variables whose setting belongs to a part of the program: what the variable's name reads as, and the setting's. */
    private static final Map<String, String> RENAMED = Map.of(
            "groundwork.ca.bundle", "groundwork.outbound.ca-bundle",
            "groundwork.https.proxy", "groundwork.outbound.https-proxy",
            "groundwork.secret.key", "groundwork.models.secret-key");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> derived = new HashMap<>(secretsInFiles(System.getenv()));
        String certificate = value(context, "groundwork.tls.cert");
        if (!certificate.isEmpty()) {
            derived.put("quarkus.http.ssl.certificate.files", certificate);
            derived.put("quarkus.http.ssl.certificate.key-files", value(context, "groundwork.tls.key"));
            derived.put("quarkus.http.insecure-requests", "disabled");
            derived.put("quarkus.http.ssl-port", "${groundwork.port:8080}");
        }
        String proxies = value(context, "groundwork.trusted.proxies");
        if (!proxies.isEmpty()) {
            derived.put("quarkus.http.proxy.proxy-address-forwarding", "true");
            derived.put("quarkus.http.proxy.allow-x-forwarded", "true");
            derived.put("quarkus.http.proxy.trusted-proxies", proxies);
        }
        if (value(context, "groundwork.log.format").equalsIgnoreCase("json")) {
            derived.put("quarkus.log.console.json.enabled", "true");
        }
        RENAMED.forEach((named, key) -> {
            String given = value(context, named);
            if (!given.isEmpty()) {
                derived.put(key, given);
            }
        });
        String roles = value(context, "groundwork.roles");
        if (!roles.isEmpty() && Role.parse(roles).stream().noneMatch(role -> role.needsDatabase)) {
            derived.put("quarkus.flyway.migrate-at-start", "false");
        }
        return List.of(new PropertiesConfigSource(derived, "Groundwork environment", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    /** {@code GROUNDWORK_DB_PASSWORD_FILE=/run/secrets/db} becomes {@code groundwork.db.password}. */
    static Map<String, String> secretsInFiles(Map<String, String> environment) {
        Map<String, String> secrets = new HashMap<>();
        environment.forEach((name, path) -> {
            if (name.startsWith("GROUNDWORK_") && name.endsWith(FILE_SUFFIX) && !path.isBlank()) {
                String property = name.substring(0, name.length() - FILE_SUFFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                try {
                    secrets.put(property, Files.readString(Path.of(path)).strip());
                } catch (IOException e) {
                    throw new UncheckedIOException("%s names %s, which cannot be read".formatted(name, path), e);
                }
            }
        });
        return secrets;
    }

    private static String value(ConfigSourceContext context, String name) {
        ConfigValue found = context.getValue(name);
        return found == null || found.getValue() == null ? "" : found.getValue().strip();
    }
}
