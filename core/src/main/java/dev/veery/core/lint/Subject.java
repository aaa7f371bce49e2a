package dev.veery.core.lint;

import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Undo;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.sql.Script;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is linted as one: a migration, a repeatable script or a lone file.
 *
 * @param label how messages name it
 * @param path of its file, as shown to the user
 * @param repeatable whether it runs again whenever it changes
 * @param wanted whether findings in it are to be reported; otherwise it only tells what the schema
 *     looks like
 * @param texts its scripts; may throw a {@code VeeryException} for a file that cannot be read
 */
public record Subject(
    String label, String path, boolean repeatable, boolean wanted, Supplier<Texts> texts) {

  /**
   * The scripts of a subject.
   *
   * @param down null where there is none
   * @param undo what there is to take it back
   */
  public record Texts(
      Script up,
      Directives upDirectives,
      @Nullable Script down,
      Directives downDirectives,
      Undo undo) {}

  /** A migration in SQL; null for one in another language, which cannot be linted. */
  public static @Nullable Subject of(Migration migration, boolean wanted) {
    return switch (migration.body()) {
      case Migration.Body.Sql sql ->
          new Subject(
              migration.label(),
              migration.path(),
              false,
              wanted,
              () -> {
                Migration.Scripts scripts = sql.scripts().get();
                Migration.Section down = scripts.sections().down();
                return new Texts(
                    scripts.up(),
                    scripts.sections().up().directives(),
                    scripts.down(),
                    down == null ? Directives.NONE : down.directives(),
                    scripts.undo());
              });
      case Migration.Body.Java java -> null;
      case Migration.Body.Foreign foreign -> null;
    };
  }

  public static Subject of(Repeatable repeatable, boolean wanted) {
    return new Subject(
        repeatable.name(),
        repeatable.path(),
        true,
        wanted,
        () ->
            new Texts(
                repeatable.script().get(),
                repeatable.directives(),
                null,
                Directives.NONE,
                Undo.NOTHING));
  }

  /** Scripts that stand in no directory of migrations. */
  public static Subject of(String label, Script up, @Nullable Script down, boolean wanted) {
    return new Subject(
        label,
        label + ".sql",
        false,
        wanted,
        () ->
            new Texts(
                up,
                Directives.ofFile(up.directives()),
                down,
                down == null ? Directives.NONE : Directives.ofFile(down.directives()),
                down == null ? Undo.ABSENT : Undo.SCRIPT));
  }
}
