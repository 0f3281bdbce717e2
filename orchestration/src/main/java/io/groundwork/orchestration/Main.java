package io.groundwork.orchestration;

import io.groundwork.orchestration.identity.People;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the server, or does one administrative thing and ends. */
@QuarkusMain
class Main implements QuarkusApplication {

    private static final int USAGE = 2;

    /** A main class is made before there is anything to construct it with. */
    @Inject
    @Nullable
    People people;

    @Override
    public int run(String... args) {
        return switch (List.of(args)) {
            case List<String> none when none.isEmpty() -> serve();
            case List<String> words
            when words.size() <= 3 && String.join(" ", words).startsWith("admin reset-password") ->
                resetPassword(words.size() == 3 ? words.getLast() : "admin@localhost");
            default -> {
                System.err.println("Unknown command. There is: admin reset-password [EMAIL]");
                yield USAGE;
            }
        };
    }

    private static int serve() {
        Quarkus.waitForExit();
        return 0;
    }

    private int resetPassword(String email) {
        String password = FirstStart.randomPassword();
        if (people == null || !people.resetPassword(email, password)) {
            System.err.printf("Nobody signs in with %s.%n", email);
            return 1;
        }
        System.out.printf("The new password of %s is %s%n", email, password);
        return 0;
    }
}
