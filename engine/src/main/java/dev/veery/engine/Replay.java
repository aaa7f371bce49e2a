package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.BaselineLine;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a history, to be run once more on a scratch server, so that there is a database
 * that has them and nothing else.
 */
final class Replay {

  private static final String DATABASE = "replay";

  private Replay() {}

  /**
   * The project without what is pending.
   *
   * @throws VeeryException when files are missing, so that the history cannot be run again
   */
  static Project applied(Project project, History history) {
    BaselineLine line = BaselineLine.of(project.graph(), history.baseline());
    var problems = new ArrayList<Problem>();
    var found = new ArrayList<Migration>();
    var versions = new HashSet<Version>();
    for (Migration migration : project.set().migrations()) {
      if (isApplied(history.find(migration.version())) || line.covers(migration.version())) {
        found.add(migration);
        versions.add(migration.version());
      }
    }
    for (AppliedMigration applied : history.all()) {
      boolean isThere = versions.contains(applied.version());
      boolean isSquashed = applied.retired() && Squashed.standsFor(found, applied.version().text());
      if (!isThere && isApplied(applied) && !isSquashed) {
        problems.add(
            applied.kind() == AppliedMigration.Kind.BASELINE
                ? new Problem(
                    ErrorCode.FILE_MISSING,
                    "the history begins with baseline "
                        + applied.label()
                        + ", and no file says what the schema was then",
                    "veery schema export writes the schema as a script; make that the file of the"
                        + " baseline")
                : new Problem(
                    ErrorCode.FILE_MISSING,
                    applied.label() + " was applied and its file is gone",
                    "bring " + applied.path() + " back"));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    MigrationSet all = project.set();
    var set =
        new MigrationSet(
            all.layout(),
            all.explanation(),
            found,
            all.repeatables().stream()
                .filter(repeatable -> history.repeatables().containsKey(repeatable.name()))
                .toList(),
            List.of());
    return new Project(set, MigrationGraph.of(set), project.code());
  }

  private static boolean isApplied(@Nullable AppliedMigration applied) {
    return applied != null && applied.state() == AppliedMigration.State.APPLIED;
  }

  /**
   * Makes a database on a scratch server in which the migrations find what they found before: the
   * roles, the search path, and the owner of what they make.
   *
   * @param user who runs the migrations
   * @return the settings to run them with
   */
  static Config prepare(
      EmbeddedPostgres server,
      Config config,
      Project project,
      Catalog live,
      String user,
      String searchPath) {
    server.createDatabase(DATABASE);
    var url =
        new DatabaseUrl(
            server.host(), server.port(), DATABASE, server.user(), server.password(), Map.of());
    Set<String> roles = new TreeSet<>(SchemaExport.roles(live));
    roles.removeAll(created(project, Set.of("role", "user", "group")));
    roles.remove(server.user());
    roles.remove(user);
    var statements = new ArrayList<String>();
    roles.forEach(role -> statements.add("CREATE ROLE " + Identifiers.quote(role)));
    if (!user.equals(server.user())) {
      statements.add("CREATE ROLE " + Identifiers.quote(user) + " SUPERUSER");
      statements.add("ALTER DATABASE " + DATABASE + " SET role TO " + Identifiers.literal(user));
    }
    if (!searchPath.isEmpty()) {
      statements.add("ALTER DATABASE " + DATABASE + " SET search_path TO " + searchPath);
    }
    var address =
        new Address(
            server.host(),
            server.port(),
            DATABASE,
            server.user(),
            server.password(),
            config.connectTimeout(),
            Map.of());
    try (Session session = Session.open(address, "veery (replay)")) {
      for (String statement : statements) {
        session.execute(statement);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing the scratch database");
    }
    return config.at(url);
  }

  /**
   * Names that the migrations create by themselves: they must not be there before.
   *
   * @param kinds the words behind {@code CREATE}, such as {@code role} and {@code user}
   */
  static Set<String> created(Project project, Set<String> kinds) {
    var names = new TreeSet<String>();
    Stream<Script> scripts =
        Stream.concat(
            project.set().migrations().stream()
                .map(Migration::body)
                .filter(Migration.Body.Sql.class::isInstance)
                .map(body -> ((Migration.Body.Sql) body).scripts().get().up()),
            project.set().repeatables().stream().map(repeatable -> repeatable.script().get()));
    scripts
        .flatMap(script -> script.items().stream())
        .filter(ScriptItem.Statement.class::isInstance)
        .map(item -> ((ScriptItem.Statement) item).words())
        .filter(words -> words.size() > 2 && words.get(0).equals("create"))
        .filter(words -> kinds.contains(words.get(1)) && !words.get(2).equals("mapping"))
        .map(words -> words.get(2).equals("if") && words.size() > 5 ? words.get(5) : words.get(2))
        .forEach(names::add);
    return names;
  }
}
