package dev.veery.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house of docs/architecture.md, as far as bytecode can tell. */
class ArchitectureTest {

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.veery");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String module :
        new String[] {"core", "postgres", "embedded", "engine", "observe", "cli"}) {
      assertThat(classes.that(resideInAPackage("dev.veery." + module + "..")))
          .as(module)
          .isNotEmpty();
    }
  }

  @Test
  void coreIsFreeOfDatabases() {
    noClasses()
        .that()
        .resideInAPackage("dev.veery.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
        .check(classes);
  }

  @Test
  void nobodyReachesIntoAnotherModulesInternalPackages() {
    ArchRuleDefinition.classes()
        .should(
            new ArchCondition<JavaClass>("leave other modules' internal packages alone") {
              @Override
              public void check(JavaClass origin, ConditionEvents events) {
                origin
                    .getDirectDependenciesFromSelf()
                    .forEach(dependency -> {
                      String target = dependency.getTargetClass().getPackageName();
                      if (target.startsWith("dev.veery.")
                          && (target + ".").contains(".internal.")
                          && !module(target).equals(module(origin.getPackageName()))) {
                        events.add(
                            SimpleConditionEvent.violated(origin, dependency.getDescription()));
                      }
                    });
              }
            })
        .check(classes);
  }

  @Test
  void arrowsPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.veery..")
        .layer("core")
        .definedBy("dev.veery.core..")
        .layer("postgres")
        .definedBy("dev.veery.postgres..")
        .layer("embedded")
        .definedBy("dev.veery.embedded..")
        .layer("engine")
        .definedBy("dev.veery.engine..")
        .layer("observe")
        .definedBy("dev.veery.observe..")
        .layer("cli")
        .definedBy("dev.veery.cli..")
        .whereLayer("observe")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("cli", "observe")
        .whereLayer("embedded")
        .mayOnlyBeAccessedByLayers("engine", "cli")
        .whereLayer("postgres")
        .mayOnlyBeAccessedByLayers("engine", "cli", "observe")
        .check(classes);
  }

  private static String module(String packageName) {
    String[] parts = packageName.split("\\.", -1);
    return parts.length > 2 ? parts[2] : "";
  }
}
