package io.groundwork.orchestration.http;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where people reach this installation. */
@ConfigMapping(prefix = "groundwork.public")
public interface PublicAddress {

    /** As it stands in a browser, where a proxy gives it another name than requests arrive under. None: the one that a request names. */
    Optional<URI> url();
}
