package io.groundwork.orchestration.chat;

import io.groundwork.orchestration.local.LocalAddress;
import java.net.URI;

/** The address of a server's OpenAI API, as people type it and as it is used. */
public final class ApiUrl {

    private ApiUrl() {}

    /** Without a slash at its end, and with {@code /v1} where it names only the machine. What names weights of this machine stays as it is. */
    public static URI of(URI typed) {
        if (LocalAddress.is(typed)) {
            return typed;
        }
        String url = typed.toString().strip().replaceAll("/+$", "");
        String path = typed.getRawPath();
        return URI.create(path == null || path.isEmpty() || path.equals("/") ? url + "/v1" : url);
    }
}
