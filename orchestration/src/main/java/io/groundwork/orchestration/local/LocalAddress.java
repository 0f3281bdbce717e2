package io.groundwork.orchestration.local;

import java.net.URI;

/** How weights that lie on this machine stand in the registry, where other models have their server's address: {@code local:} and their digest. */
public final class LocalAddress {

    private static final String SCHEME = "local";

    private LocalAddress() {}

    /** @param digest other bytes under the same name are not what was registered */
    public static URI of(String digest) {
        return URI.create(SCHEME + ":" + digest);
    }

    public static boolean is(URI address) {
        return SCHEME.equals(address.getScheme());
    }

    /** What stands behind the colon: the digest, or the name of a file where a person wrote it. */
    public static String named(URI address) {
        return address.getSchemeSpecificPart();
    }
}
