package io.groundwork.orchestration.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Keeps bodies within a length. */
final class BodyLimit {

    private static final Logger LOG = Logger.getLogger(BodyLimit.class);

    private BodyLimit() {}

    /** Lets a refused body run by without keeping any of it: many clients listen only when they have sent all, and would never hear why. */
    static void drain(ContainerRequestContext request, long most) {
        byte[] passing = new byte[8192];
        long left = most;
        try {
            InputStream body = request.getEntityStream();
            int count = body.read(passing);
            while (count >= 0 && left > 0) {
                left -= count;
                count = body.read(passing);
            }
        } catch (IOException e) {
            LOG.debug("A client was gone before it was refused", e);
        }
    }

    /** Ends in {@code tooLong} where a body that did not say its length turns out longer than {@code most} bytes. */
    static InputStream bounded(InputStream body, long most, Supplier<ProblemException> tooLong) {
        return new Bounded(body, most, tooLong);
    }

    private static final class Bounded extends FilterInputStream {

        private final Supplier<ProblemException> tooLong;
        private long left;

        Bounded(InputStream inner, long most, Supplier<ProblemException> tooLong) {
            super(inner);
            this.left = most;
            this.tooLong = tooLong;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLong.get();
            }
        }
    }
}
