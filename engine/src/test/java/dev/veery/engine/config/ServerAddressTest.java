package dev.veery.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  private final Map<String, String> variables = new HashMap<>(Map.of("PGUSER", "os"));
  private final List<String> warnings = new ArrayList<>();

  private DatabaseUrl complete(String url) {
    return new ServerAddress(variables)
        .complete(url, null, null, new Passfile(variables, warnings::add));
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://ada@db.example:6000/shop, postgres://ada@db.example:6000/shop",
    "postgresql://ada@db.example/shop, postgres://ada@db.example:5432/shop",
    "postgres://, postgres://os@localhost:5432/os",
    "postgres:///shop, postgres://os@localhost:5432/shop",
    "postgres://[::1]:6000/shop, postgres://os@[::1]:6000/shop",
    "postgres://ada:p%40ss@db/a%20b, postgres://ada@db:5432/a b",
    "postgres://ada:un@escaped@db/shop, postgres://ada@db:5432/shop",
    "jdbc:postgresql://db:6000/shop?user=ada&password=x, postgres://ada@db:6000/shop",
    "jdbc:postgresql:shop, postgres://os@localhost:5432/shop",
    "postgres:///?host=db&port=6000&dbname=shop&user=ada, postgres://ada@db:6000/shop",
  })
  void understands(String url, String expected) {
    assertThat(complete(url)).hasToString(expected);
  }

  @Test
  void passwordsAreDecoded() {
    assertThat(complete("postgres://ada:p%40s+s%2F@db/shop").password()).isEqualTo("p@s+s/");
    assertThat(complete("postgres://ada:un@escaped@db/shop").password()).isEqualTo("un@escaped");
  }

  @Test
  void whatTheUrlLeavesOpenComesFromTheVariablesOfPsql() {
    variables.putAll(
        Map.of(
            "PGHOST",
            "pg.example",
            "PGPORT",
            "7000",
            "PGDATABASE",
            "base",
            "PGPASSWORD",
            "word",
            "PGSSLMODE",
            "verify-full"));

    DatabaseUrl url = complete("postgres://");

    assertThat(url).hasToString("postgres://os@pg.example:7000/base");
    assertThat(url.password()).isEqualTo("word");
    assertThat(url.parameters()).containsEntry("sslmode", "verify-full");
    assertThat(complete("postgres://?sslmode=disable").parameters())
        .containsEntry("sslmode", "disable");
  }

  @Test
  void namesOfLibpqBecomeThoseOfTheDriver() {
    assertThat(
            complete(
                    "postgres://db/shop?connect_timeout=3&target_session_attrs=read-write&options=-c%20work_mem%3D1MB")
                .parameters())
        .isEqualTo(
            Map.of(
                "connectTimeout",
                "3",
                "targetServerType",
                "primary",
                "options",
                "-c work_mem=1MB"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://db/shop",
        "shop",
        "postgres://one,two/shop",
        "postgres://db:port/shop",
        "postgres://db:70000/shop",
        "postgres://[::1/shop",
        "postgres:///shop?host=/var/run/postgresql",
        "postgres://ada:50%off@db/shop",
      })
  void refusesWithASentence(String url) {
    assertThatThrownBy(() -> complete(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it")
        .satisfies(e -> assertThat(Objects.requireNonNull(e.getMessage())).hasSizeGreaterThan(20));
  }

  @Test
  void theFirstFittingLineOfThePasswordFileDecides(@TempDir Path home) throws IOException {
    Path file = home.resolve(".pgpass");
    Files.writeString(
        file,
        """
        # comment
        other:*:*:*:no
        d\\:b:5432:shop:ada:with\\:colon\\\\
        *:*:*:ada:any
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    variables.put("HOME", home.toString());

    assertThat(new Passfile(variables, warnings::add).find("d:b", 5432, "shop", "ada"))
        .isEqualTo("with:colon\\");
    assertThat(complete("postgres://ada@elsewhere/x").password()).isEqualTo("any");
    assertThat(complete("postgres://bob@elsewhere/x").password()).isNull();
    assertThat(complete("postgres://ada:own@elsewhere/x").password()).isEqualTo("own");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aPasswordFileThatOthersMayReadIsIgnoredWithAWarning(@TempDir Path home) throws IOException {
    Path file = home.resolve("pass");
    Files.writeString(file, "*:*:*:*:word\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    variables.put("PGPASSFILE", file.toString());

    assertThat(complete("postgres://ada@db/x").password()).isNull();
    assertThat(warnings).singleElement().asString().contains("chmod 0600");
  }
}
