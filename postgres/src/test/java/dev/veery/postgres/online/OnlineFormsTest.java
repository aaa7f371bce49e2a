package dev.veery.postgres.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.migration.Directives;
import dev.veery.core.online.OnlineScript;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every online form against the plain statement, on the oldest and the newest major: the same
 * schema in the end, names included, and none of the statements that keep others waiting.
 */
class OnlineFormsTest {

  static List<Object[]> cases() throws Exception {
    List<Object[]> cases = new ArrayList<>();
    for (int major : List.of(14, 18)) {
      for (FormCase one : FormCase.all()) {
        if (one.runsOn(major)) {
          cases.add(new Object[] {major, one});
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void endsInTheSameSchema(int major, FormCase one) throws Exception {
    try (ScratchDatabase plain = ScratchServers.freshDatabase(major);
        ScratchDatabase online = ScratchServers.freshDatabase(major);
        Session first = open(plain);
        Session second = open(online)) {
      run(first, one.before());
      run(second, one.before());
      Rewritten form = rewritten(second, one.plain());
      List<String> texts = new ArrayList<>();
      for (ScriptItem item : form.script().items()) {
        texts.add(((ScriptItem.Statement) item).text());
      }
      assertThat(texts).as("%s", form.remarks()).hasSizeGreaterThanOrEqualTo(1);
      if (one.refused()) {
        assertThat(form.isChanged()).isFalse();
        assertThat(form.remarks()).hasSize(1);
        return;
      }
      if (one.asItIs()) {
        assertThat(form.isChanged()).as("%s", texts).isFalse();
        assertThat(form.remarks()).isEmpty();
        return;
      }
      assertThat(form.isChanged()).as("%s", form.remarks()).isTrue();
      run(first, one.plain());
      for (String text : texts) {
        try {
          second.execute(text);
        } catch (SQLException e) {
          throw new AssertionError(
              text + "\n" + e.getMessage() + "\nof\n" + String.join("\n", texts), e);
        }
      }
      assertThat(export(second)).as("%s", texts).isEqualTo(export(first));
      assertThat(rows(second, one)).isEqualTo(rows(first, one));
      if (one.shape() != null) {
        assertThat(texts.stream().map(t -> t.replaceAll("\\s+", " ")).toList())
            .isEqualTo(one.shape());
      }
    }
  }

  private static Rewritten rewritten(Session session, String sql) throws SQLException {
    var facts = LiveFacts.read(session, "veery");
    var online = new OnlineScript(facts);
    online.empty(LiveFacts.empty(session, facts.schema(), sql));
    return online.rewrite(Splitter.split(source(sql)), Directives.NONE, null);
  }

  private static SqlSource source(String sql) {
    return SqlSource.of("case.sql", sql.getBytes(StandardCharsets.UTF_8));
  }

  private static void run(Session session, String sql) throws SQLException {
    for (ScriptItem item : Splitter.split(source(sql)).items()) {
      session.execute(((ScriptItem.Statement) item).text());
    }
  }

  private static String export(Session session) throws SQLException {
    Catalog catalog =
        Inspector.inspect(session.connection(), new InspectOptions(Set.of(), Set.of("veery")));
    return SchemaExport.sql(catalog, ExportOptions.COMPLETE);
  }

  private static List<String> rows(Session session, FormCase one) throws SQLException {
    List<String> rows = new ArrayList<>();
    if (!one.rows().isEmpty()) {
      session.query(one.rows(), row -> rows.add(row.getString(1)));
    }
    return rows;
  }

  static Session open(ScratchDatabase database) throws SQLException {
    var server = database.server();
    return Session.open(
        new Address(
            server.host(),
            server.port(),
            database.name(),
            server.user(),
            server.password(),
            Duration.ofSeconds(10),
            Map.of()),
        "test");
  }
}
