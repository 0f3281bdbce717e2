package io.groundwork.orchestration;

import io.groundwork.orchestration.audit.Chain;
import io.groundwork.orchestration.audit.Verdict;
import io.groundwork.orchestration.identity.People;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the server, or does one administrative thing and ends. */
@QuarkusMain
class Main implements QuarkusApplication {

    private static final int USAGE = 2;

    /** A main class is made before there is anything to construct it with. */
    @Inject
    @Nullable
    People people;

    @Inject
    @Nullable
    Chain chain;

    @Override
    public int run(String... args) {
        return switch (List.of(args)) {
            case List<String> none when none.isEmpty() -> serve();
            case List<String> words
            when words.size() <= 3 && String.join(" ", words).startsWith("admin reset-password") ->
                resetPassword(words.size() == 3 ? words.getLast() : "admin@localhost");
            case List<String> words
            when words.size() <= 3 && String.join(" ", words).startsWith("audit verify") ->
                verify(words.size() == 3 ? Optional.of(words.getLast()) : Optional.empty());
            default -> {
                System.err.println(
                        "Unknown command. There are: admin reset-password [EMAIL], audit verify [SEAL:HASH]");
                yield USAGE;
            }
        };
    }

    private static int serve() {
        Quarkus.waitForExit();
        return 0;
    }

    /** Status 0 where the chain holds, 1 where it does not. */
    private int verify(Optional<String> kept) {
        Verdict verdict;
        try {
            verdict = Objects.requireNonNull(chain).verify(kept);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
        return switch (verdict) {
            case Verdict.Whole whole -> {
                System.out.printf(
                        "The chain holds: %d records under %d seals; %d wait for the next seal, %d are open.%n",
                        whole.records(),
                        whole.head().map(Verdict.Head::seal).orElse(0L),
                        whole.unsealed(),
                        whole.open());
                whole.head()
                        .ifPresent(
                                head -> System.out.printf("Head: %d:%s (%s)%n", head.seal(), head.hash(), head.at()));
                yield 0;
            }
            case Verdict.Broken broken -> {
                System.out.printf("The chain breaks at seal %d: %s%n", broken.seal(), broken.what());
                yield 1;
            }
        };
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
