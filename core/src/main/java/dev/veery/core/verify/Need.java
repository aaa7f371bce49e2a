package dev.veery.core.verify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Something that the role which runs a plan must be allowed to do. */
public sealed interface Need {

  /**
   * A table, view, index or sequence as a statement names it; no schema leaves it to search_path.
   */
  record Relation(@Nullable String schema, String name) {
    @Override
    public String toString() {
      return schema == null ? name : schema + "." + name;
    }
  }

  /** To own it, or be a member of the role that does: what ALTER, DROP and CREATE INDEX ask for. */
  record Owning(Relation relation) implements Need {}

  /**
   * A privilege on a table.
   *
   * @param privilege in upper case, such as {@code INSERT}
   */
  record OnTable(Relation relation, String privilege) implements Need {}

  /**
   * To create something in a schema.
   *
   * @param schema null for the first of the search_path
   */
  record CreatingIn(@Nullable String schema) implements Need {}

  /**
   * CREATE on the database: for schemas, publications and trusted extensions.
   *
   * @param what asks for it, such as {@code CREATE SCHEMA}
   */
  record CreatingInDatabase(String what) implements Need {}

  /** To own a schema, for changing or dropping it. */
  record OwningSchema(String schema) implements Need {}

  /** To be a superuser. */
  record BeingSuperuser(String what) implements Need {}

  /** To install an extension that may ask for a superuser. */
  record Installing(String extension) implements Need {}

  /** CREATEROLE. */
  record CreatingRoles(String what) implements Need {}

  /** To be a member of a role: for SET ROLE and OWNER TO. */
  record BeingMemberOf(String role) implements Need {}

  /** What it is, in words: completes "needs …". */
  default String words() {
    return switch (this) {
      case Owning owning -> "to own " + owning.relation();
      case OnTable on -> on.privilege().toUpperCase(Locale.ROOT) + " on " + on.relation();
      case CreatingIn in ->
          "CREATE on "
              + (in.schema() == null ? "the first schema of search_path" : "schema " + in.schema());
      case CreatingInDatabase database -> "CREATE on the database, for " + database.what();
      case OwningSchema schema -> "to own schema " + schema.schema();
      case BeingSuperuser superuser -> "to be a superuser, for " + superuser.what();
      case Installing installing -> "to install the extension " + installing.extension();
      case CreatingRoles roles -> "CREATEROLE, for " + roles.what();
      case BeingMemberOf member -> "to be a member of " + member.role();
    };
  }
}
