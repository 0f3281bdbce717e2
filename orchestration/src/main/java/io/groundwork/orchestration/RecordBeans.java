package io.groundwork.orchestration;

import io.groundwork.orchestration.audit.KeySafe;
import io.groundwork.orchestration.models.Secrets;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Base64;

/** What the record's keys lie under: the same as all that this installation keeps secret. */
@Singleton
final class RecordBeans {

    @Produces
    @Singleton
    KeySafe safe(Secrets secrets) {
        return new KeySafe() {

            @Override
            public byte[] seal(byte[] key, String place) {
                return secrets.seal(Base64.getEncoder().encodeToString(key), place);
            }

            @Override
            public byte[] open(byte[] sealed, String place) {
                return Base64.getDecoder().decode(secrets.open(sealed, place));
            }
        };
    }
}
