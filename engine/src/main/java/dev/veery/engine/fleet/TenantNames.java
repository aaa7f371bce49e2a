package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.fleet.TenantList.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The tenants, as the configuration says where to find them. */
final class TenantNames {

  private static final int PATIENCE_SECONDS = 60;

  private final FleetSettings settings;
  private final Path directory;
  private final TenantServers servers;
  private final Supplier<List<String>> known;

  /**
   * @param directory where a program is started
   * @param known the places of tenants that the journal knows; asked where a server is down
   */
  TenantNames(
      FleetSettings settings, Path directory, TenantServers servers, Supplier<List<String>> known) {
    this.settings = settings;
    this.directory = directory;
    this.servers = servers;
    this.known = known;
  }

  /**
   * As they are now: a program is asked each time.
   *
   * @throws VeeryException when the program fails
   */
  TenantList list() {
    Names names =
        switch (settings.source()) {
          case FleetSettings.Source.Query query -> new Names.Query(query.sql());
          case FleetSettings.Source.Names given -> new Names.Given(given.names());
          case FleetSettings.Source.Pattern pattern -> new Names.Matching(pattern.pattern());
          case FleetSettings.Source.Program program -> new Names.Given(printed(program.words()));
        };
    TenantList.Place place =
        settings.model() == FleetSettings.Model.SCHEMA
            ? TenantList.Place.SCHEMA
            : settings.url().isEmpty() && settings.servers().isEmpty()
                ? TenantList.Place.DATABASE
                : TenantList.Place.ELSEWHERE;
    TenantServers.Survey survey = servers.look();
    return new TenantList(
        names, settings.prefix(), settings.suffix(), place, survey == null ? null : there(survey));
  }

  /** Of a server that does not answer, the tenants that were met before count as there. */
  private List<String> there(TenantServers.Survey survey) {
    Set<String> places = new LinkedHashSet<>(survey.databases().keySet());
    if (!survey.down().isEmpty()) {
      places.addAll(known.get());
    }
    return new ArrayList<>(places);
  }

  private List<String> printed(List<String> words) {
    String shown = String.join(" ", words);
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw unreadable(shown + " does not end", "");
      }
      if (process.exitValue() != 0) {
        throw unreadable(shown + " ended with " + process.exitValue(), "");
      }
      Set<String> names = new LinkedHashSet<>();
      output.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
      return new ArrayList<>(names);
    } catch (IOException e) {
      throw unreadable(shown + " cannot be run: " + e.getMessage(), "see command in [fleet]");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable("interrupted while waiting for " + shown, "");
    }
  }

  private static VeeryException unreadable(String message, String remedy) {
    return new VeeryException(
        new Problem(
            ErrorCode.TENANTS_UNREADABLE, "the tenants cannot be read: " + message, remedy));
  }
}
