package dev.veery.engine;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.rows.FillReport;
import dev.veery.postgres.rehearse.rows.FillReport.Filled;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.rehearse.rows.RowSample;
import dev.veery.postgres.rehearse.rows.SampleOptions;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The second database of a scratch state, with rows. What became of each table is kept as the
 * comment on the database, which its copies do not have.
 */
final class Filling {

  /** What the database is made for. */
  static final String PURPOSE = "rows";

  private Filling() {}

  static ScratchState.Filling make(ScratchState state, RowOptions options) {
    String database = state.server().copy(state.template(), PURPOSE);
    FillReport report;
    try (Session session = state.connectAsMaker(database)) {
      Catalog catalog =
          Inspector.inspect(
              session.connection(), new InspectOptions(Set.of(), Set.of(state.journalSchema())));
      report = RowGenerator.fill(session, catalog, options);
      session.execute(
          "COMMENT ON DATABASE "
              + Identifiers.quote(database)
              + " IS "
              + Identifiers.literal(text(report)));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "filling the scratch database");
    }
    return new ScratchState.Filling(database, report);
  }

  /** With rows of the target. They are not kept: they are somebody's. */
  static ScratchState.Filling sample(ScratchState state, Session target, SampleOptions options) {
    String database = state.server().copy(state.template(), PURPOSE);
    try (Session session = state.connectAsMaker(database)) {
      Catalog catalog =
          Inspector.inspect(
              session.connection(), new InspectOptions(Set.of(), Set.of(state.journalSchema())));
      return new ScratchState.Filling(database, RowSample.copy(target, session, catalog, options));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "sampling the rows of the target");
    }
  }

  /** One that was kept. */
  static ScratchState.Filling read(ScratchServer server, String database) {
    try (Session session = Session.open(server.address("postgres"), "veery (scratch)")) {
      String text =
          session.value(
              "SELECT pg_catalog.shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database"
                  + " WHERE datname = "
                  + Identifiers.literal(database));
      return new ScratchState.Filling(database, report(Objects.requireNonNull(text)));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking for the kept rows");
    }
  }

  private static String text(FillReport report) {
    var text = new StringBuilder().append(report.duration().toMillis());
    for (Filled filled : report.tables()) {
      text.append('\n')
          .append(filled.rows())
          .append('\t')
          .append(oneLine(filled.table()))
          .append('\t')
          .append(oneLine(filled.note()));
    }
    return text.toString();
  }

  private static String oneLine(String text) {
    return text.replace('\t', ' ').replace('\n', ' ');
  }

  private static FillReport report(String text) {
    String[] lines = text.split("\n", -1);
    List<Filled> tables = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split("\t", -1);
      tables.add(new Filled(parts[1], Long.parseLong(parts[0]), parts[2]));
    }
    return new FillReport(tables, Duration.ofMillis(Long.parseLong(lines[0])));
  }
}
