package io.groundwork.orchestration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.http.HttpClient;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;

/** What the compiler cannot hold of the house's rules. Maven holds the direction between modules. */
@Tag("architecture")
@AnalyzeClasses(
        packages = "io.groundwork",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.NoTestsInJars.class})
class HouseTest {

    /** What other modules' tests share comes in a jar, where nothing but its name says that it holds tests. */
    static final class NoTestsInJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveNameMatching(".*\\.(.*Impl|.*Manager|.*Utils?|.*Helper|Abstract.*|Base[A-Z].*|I[A-Z][a-z].*Interface)")
            .because("a name says what a thing is for");

    @ArchTest
    static final ArchRule packagesOfAModuleHaveNoCycles = slices().matching(
                    "io.groundwork.(orchestration|retrieval|embeddings|ingest).(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule oneDoorOut = noClasses()
            .that()
            .resideOutsideOfPackages("io.groundwork.orchestration.outbound..", "io.groundwork.bench..")
            .should()
            .callMethod(HttpClient.class, "newHttpClient")
            .orShould()
            .callMethod(HttpClient.class, "newBuilder")
            .orShould()
            .callMethod(java.net.URL.class, "openConnection")
            .orShould()
            .callMethod(java.net.URL.class, "openStream")
            .because("what goes out goes through orchestration.outbound");

    @ArchTest
    static final ArchRule connectionsComeFromThePool = noClasses()
            .that()
            .resideOutsideOfPackage("io.groundwork.bench..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(DriverManager.class);

    @ArchTest
    static final ArchRule resourcesSpeakOnlyInTheHttpPackage = classes()
            .that()
            .areAnnotatedWith(jakarta.ws.rs.Path.class)
            .should()
            .resideInAPackage("io.groundwork.orchestration.http..");

    @ArchTest
    static void theParserIsNotOnTheApplicationsClassPath(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.groundwork.ingest.parse..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.tika..")
                .check(classes);
    }

    @ArchTest
    static void theEngineOfLocalModelsIsNotOnTheApplicationsClassPath(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.groundwork.orchestration.local.child..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("de.kherud..")
                .check(classes);
    }
}
