package io.groundwork.orchestration.chat;

import java.net.URI;

/** The address of a server's OpenAI API, as people type it and as it is used. */
public final class ApiUrl {

    private ApiUrl() {}

    /** Without a slash at its end, and with {@code /v1} where it names only the machine. */
    public static URI of(URI typed) {
        String url = typed.toString().strip().replaceAll("/+$", "");
        String path = typed.getRawPath();
        return URI.create(path == null || path.isEmpty() || path.equals("/") ? url + "/v1" : url);
    }
}
