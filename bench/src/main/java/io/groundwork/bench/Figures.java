package io.groundwork.bench;

import java.time.Duration;
import java.util.Locale;

/** Numbers as they are printed, the same in every locale. */
final class Figures {

    private Figures() {}

    /** {@code 5,183} */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }

    /** {@code 12.3 s}, or {@code 4 min 05 s} from ten minutes on. */
    static String time(Duration time) {
        return time.toMinutes() >= 10
                ? String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart())
                : decimal(time.toMillis() / 1000.0, 1) + " s";
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
