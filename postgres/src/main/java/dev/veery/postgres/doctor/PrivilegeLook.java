package dev.veery.postgres.doctor;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.Need;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.postgres.session.Session.RowReader;
import dev.veery.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the role may do what the pending statements do. */
final class PrivilegeLook implements Look {

  private final PlanNeeds needs;
  private final List<Map.Entry<Need, String>> asked;
  private final List<String> missing = new ArrayList<>();

  PrivilegeLook(PlanNeeds needs) {
    this.needs = needs;
    this.asked = List.copyOf(needs.needs().entrySet());
  }

  @Override
  public String title() {
    return "Server";
  }

  @Override
  public String code() {
    return "privileges";
  }

  @Override
  public String sql() {
    StringBuilder sql = new StringBuilder("SELECT v.i, v.held FROM (VALUES (-1, true)");
    for (int i = 0; i < asked.size(); i++) {
      sql.append(", (").append(i).append(", ").append(holds(asked.get(i).getKey())).append(")");
    }
    return sql.append(") AS v (i, held) WHERE NOT v.held ORDER BY 1").toString();
  }

  /**
   * A condition; null, which is neither held nor missing, for an object that is not there: then
   * another problem is in the way, or the plan makes it in a way that is not seen.
   */
  private static String holds(Need need) {
    return switch (need) {
      case Need.Owning owning ->
          "(SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM "
              + relation(owning.relation())
              + ")";
      case Need.OnTable on ->
          "(SELECT pg_catalog.has_table_privilege(c.oid, "
              + Sql.literal(on.privilege())
              + (on.privilege().equals("REFERENCES")
                  ? ") OR pg_catalog.has_any_column_privilege(c.oid, 'REFERENCES'"
                  : on.privilege().equals("UPDATE") || on.privilege().equals("INSERT")
                      ? ") OR pg_catalog.has_any_column_privilege(c.oid, "
                          + Sql.literal(on.privilege())
                      : "")
              + ") FROM "
              + relation(on.relation())
              + ")";
      case Need.CreatingIn in ->
          in.schema() == null
              ? "(SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n"
                  + " WHERE n.nspname = pg_catalog.current_schema())"
              : "(SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n"
                  + " WHERE n.nspname = "
                  + Sql.literal(in.schema())
                  + ")";
      case Need.CreatingInDatabase database ->
          "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')";
      case Need.OwningSchema schema ->
          "(SELECT pg_catalog.pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace n WHERE"
              + " n.nspname = "
              + Sql.literal(schema.schema())
              + ")";
      case Need.BeingSuperuser superuser -> SUPERUSER;
      case Need.Installing installing ->
          "("
              + SUPERUSER
              + " OR EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = "
              + Sql.literal(installing.extension())
              + ") OR (SELECT coalesce(bool_or(NOT v.superuser OR v.trusted), true) AND"
              + " pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') FROM"
              + " pg_catalog.pg_available_extension_versions v WHERE v.name = "
              + Sql.literal(installing.extension())
              + "))";
      case Need.CreatingRoles roles ->
          "(SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";
      case Need.BeingMemberOf member ->
          "(SELECT pg_catalog.pg_has_role(r.oid, 'MEMBER') FROM pg_catalog.pg_roles r WHERE r.rolname = "
              + Sql.literal(member.role())
              + ")";
    };
  }

  private static final String SUPERUSER =
      "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";

  /** The row of pg_class that a name means; not {@code to_regclass}, which fails without USAGE. */
  static String relation(Need.Relation relation) {
    return "(SELECT k.oid, k.relowner FROM pg_catalog.pg_class k JOIN pg_catalog.pg_namespace n ON n.oid ="
        + " k.relnamespace WHERE k.relname = "
        + Sql.literal(relation.name())
        + " AND "
        + inSchema(relation.schema())
        + ") c";
  }

  static String inSchema(@Nullable String schema) {
    return schema == null
        ? "n.nspname = ANY (pg_catalog.current_schemas(true)) ORDER BY"
            + " pg_catalog.array_position(pg_catalog.current_schemas(true), n.nspname) LIMIT 1"
        : "n.nspname = " + Sql.literal(schema);
  }

  @Override
  public List<RowReader> readers() {
    return List.of(row -> {
      Map.Entry<Need, String> need = asked.get(row.getInt(1));
      missing.add(need.getValue() + " needs " + need.getKey().words());
    });
  }

  @Override
  public List<CheckLine> lines() {
    if (!missing.isEmpty()) {
      return List.of(
          CheckLine.stop(
                  "privileges",
                  "privileges",
                  missing.size() == 1
                      ? "the role lacks a privilege: " + missing.getFirst()
                      : "the role lacks " + missing.size() + " privileges",
                  "grant them, or run as the role that owns the schema")
              .details(missing.size() == 1 ? List.of() : missing)
              .fact("asked", asked.size())
              .fact("missing", missing.size()));
    }
    String rest =
        needs.changesRole()
            ? "; what follows a SET ROLE is asked of another role"
            : needs.hasCode() ? "; what code and functions do cannot be told" : "";
    return List.of(
        asked.isEmpty()
            ? CheckLine.tick(
                "privileges", "privileges", "nothing that is pending asks for one" + rest)
            : CheckLine.tick("privileges", "privileges", "the role may do what is pending" + rest)
                .fact("asked", asked.size())
                .fact("missing", 0));
  }
}
