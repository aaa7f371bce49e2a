package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import java.util.List;

/** DROP of a schema, database, extension, sequence or type. */
final class DropContainer extends Rule {

  DropContainer() {
    super(
        About.warning("loss-drop-container")
            .title("a schema, database, sequence, type or extension is dropped")
            .explain(
                """
                A schema or database goes with everything in it, an extension with the columns of its
                types, a sequence with the number that it has reached: made again, it begins with numbers
                that are taken.\
                """)
            .manual("sql-dropschema.html")
            .manual("sql-dropsequence.html")
            .example(
                Example.of(
                        "DROP SEQUENCE invoice_numbers;",
                        "ALTER SEQUENCE invoice_numbers OWNED BY NONE;")
                    .and("CREATE SEQUENCE invoice_numbers;")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT nextval('invoice_numbers')", "42P01")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Drop drop)) {
      return;
    }
    String lost =
        switch (drop.type()) {
          case SCHEMA -> drop.behavior() == Behavior.CASCADE ? "Everything in it is lost." : "";
          case DATABASE -> "Everything in it is lost.";
          case SEQUENCE -> "The number that it has reached is lost.";
          case EXTENSION -> "Columns of its types, its functions and its tables are lost.";
          case TYPE, DOMAIN ->
              drop.behavior() == Behavior.CASCADE ? "Every column of that type is dropped." : "";
          default -> "";
        };
    if (!lost.isEmpty()) {
      for (ObjectName object : drop.objects()) {
        at.report(
            this,
            object.name().span(),
            object.type().lower() + " " + object.name() + " is dropped",
            lost + " A down script does not bring it back.",
            remedy(at, drop, object));
      }
    }
  }

  private static Remedy remedy(Site at, Drop drop, ObjectName object) {
    String name = at.text(object.name().span());
    String out = Texts.name(object.name().name(), List.of(), "dropped");
    return switch (object.type()) {
      case SCHEMA ->
          Remedy.elsewhere("-- first", "ALTER SCHEMA " + name + " RENAME TO " + out + ";");
      case DATABASE ->
          Remedy.elsewhere("-- first", "ALTER DATABASE " + name + " RENAME TO " + out + ";");
      case SEQUENCE ->
          Remedy.elsewhere("-- for the down", "SELECT last_value, is_called FROM " + name + ";");
      default ->
          drop.behavior() == Behavior.CASCADE
              ? Remedy.instead(at.text().replaceAll("(?i)\\s+cascade\\s*$", "") + ";")
              : Remedy.elsewhere(
                  "-- what goes with it",
                  "SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend"
                      + " WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND refobjid ="
                      + " (SELECT oid FROM pg_extension WHERE extname = "
                      + Identifiers.literal(object.name().name())
                      + ");");
    };
  }
}
