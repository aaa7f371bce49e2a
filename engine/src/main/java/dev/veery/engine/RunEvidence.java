package dev.veery.engine;

import dev.veery.core.Sha256;
import dev.veery.engine.config.Config;
import dev.veery.postgres.online.Insistence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the audit keeps about a run besides the command: under which settings it ran, from which
 * commit, on behalf of which job, and which safeguards it was told to pass over. Nothing of it is
 * looked for before a run really begins.
 */
final class RunEvidence {

  /** Options that let something pass which would stop otherwise. */
  private static final Set<String> OVERRIDES =
      Set.of(
          "--yes",
          "-y",
          "--allow-out-of-order",
          "--rerun-undecided",
          "--skip-undecided",
          "--from-journal",
          "--drop-existing",
          "--without-backup",
          "--no-doctor",
          "--force");

  private RunEvidence() {}

  /**
   * The facts by name, in the order in which they are kept; what is not known is left out.
   *
   * @param command as typed
   * @param relied the backup that the run can fall back on; null for none
   */
  static Map<String, String> of(Config config, String command, @Nullable String relied) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("config", configDigest(config));
    String commit = commit(config.directory());
    if (commit != null) {
      facts.put("commit", commit);
    }
    String job = job(config.variables());
    if (!job.isEmpty()) {
      facts.put("job", config.secrets().mask(job));
    }
    String overrides = overrides(command);
    if (!overrides.isEmpty()) {
      facts.put("overrides", overrides);
    }
    if (relied != null) {
      facts.put("backup", relied);
    }
    return facts;
  }

  private static String overrides(String command) {
    List<String> found = new ArrayList<>();
    for (String word : command.split(" ")) {
      if (OVERRIDES.contains(word)) {
        found.add(word);
      }
    }
    return String.join(" ", found);
  }

  /**
   * SHA-256 over every setting in force, by name; secrets take part only as their mask, so that the
   * digest tells nothing about them.
   */
  static String configDigest(Config config) {
    StringBuilder text = new StringBuilder();
    settings(config)
        .forEach((name, value) -> {
          // The order of an immutable map differs from process to process.
          Object ordered = value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
          text.append(name).append('=').append(ordered).append('\n');
        });
    return Sha256.hex(config.secrets().mask(text.toString()));
  }

  /** Everything in a configuration that is a setting, by the name of its component. */
  static Map<String, @Nullable Object> settings(Config config) {
    // By hand and not by reflection, which every run would wait for.
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("directory", config.directory());
    settings.put("file", config.file());
    settings.put("environment", config.environment());
    settings.put("environments", config.environments());
    settings.put("database", config.database());
    settings.put("migrations", config.migrations());
    settings.put("layout", config.layout());
    settings.put("journalSchema", config.journalSchema());
    settings.put("production", config.production());
    settings.put("lockTimeout", config.lockTimeout());
    settings.put("lockRetry", config.lockRetry());
    Insistence insistence = config.insistence();
    settings.put(
        "insistence",
        Arrays.asList(insistence.cancelAfter(), insistence.terminateAfter(), insistence.spared()));
    settings.put("statementTimeout", config.statementTimeout());
    settings.put("connectTimeout", config.connectTimeout());
    settings.put("lockBudget", config.lockBudget());
    settings.put("placeholders", config.placeholders());
    settings.put("vars", config.vars());
    settings.put("classpath", config.classpath());
    settings.put("embeddedMajor", config.embeddedMajor());
    settings.put("scratch", config.scratch());
    settings.put("values", config.values());
    return settings;
  }

  /**
   * The job of a continuous integration, by the variables that its service sets; empty outside of
   * one.
   */
  static String job(Map<String, String> variables) {
    for (Service service : SERVICES) {
      if (variables.containsKey(service.mark())) {
        StringBuilder text = new StringBuilder(service.name());
        for (String variable : service.tells()) {
          String value = variables.get(variable);
          if (value != null && !value.isBlank()) {
            text.append(' ').append(value.strip());
          }
        }
        return text.toString();
      }
    }
    return variables.containsKey("CI") ? "unknown service" : "";
  }

  /**
   * @param mark a variable that only this service sets
   * @param tells variables that together name the job and who started it
   */
  private record Service(String name, String mark, List<String> tells) {}

  private static final List<Service> SERVICES =
      List.of(
          new Service(
              "GitHub Actions",
              "GITHUB_ACTIONS",
              List.of(
                  "GITHUB_REPOSITORY",
                  "GITHUB_WORKFLOW",
                  "GITHUB_JOB",
                  "GITHUB_RUN_ID",
                  "GITHUB_RUN_ATTEMPT",
                  "GITHUB_ACTOR")),
          new Service(
              "GitLab", "GITLAB_CI", List.of("CI_PROJECT_PATH", "CI_JOB_URL", "GITLAB_USER_LOGIN")),
          new Service("Jenkins", "JENKINS_URL", List.of("BUILD_URL", "BUILD_USER_ID")),
          new Service("CircleCI", "CIRCLECI", List.of("CIRCLE_BUILD_URL", "CIRCLE_USERNAME")),
          new Service(
              "Buildkite", "BUILDKITE", List.of("BUILDKITE_BUILD_URL", "BUILDKITE_BUILD_CREATOR")),
          new Service(
              "Azure Pipelines",
              "TF_BUILD",
              List.of("BUILD_REPOSITORY_NAME", "BUILD_BUILDNUMBER", "BUILD_REQUESTEDFOR")));

  /**
   * The commit that is checked out where the project lies, read from git's own files; null outside
   * of a repository. Whether the working copy has been changed since is not asked: that would take
   * a process, and the checksums of the migrations tell what really ran.
   */
  static @Nullable String commit(Path directory) {
    try {
      for (Path folder = directory.toAbsolutePath(); folder != null; folder = folder.getParent()) {
        Path git = folder.resolve(".git");
        if (Files.isDirectory(git)) {
          return head(git, git);
        }
        if (Files.isRegularFile(git)) {
          // A linked worktree: a file that says where its own part is.
          String text = Files.readString(git).strip();
          if (text.startsWith("gitdir: ")) {
            Path own = folder.resolve(text.substring("gitdir: ".length()));
            Path common = own.resolve("commondir");
            return head(
                own,
                Files.isRegularFile(common)
                    ? own.resolve(Files.readString(common).strip()).normalize()
                    : own);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // A repository that cannot be read is no reason not to migrate.
    }
    return null;
  }

  private static @Nullable String head(Path own, Path common) throws IOException {
    String head = Files.readString(own.resolve("HEAD")).strip();
    if (!head.startsWith("ref: ")) {
      return head;
    }
    String name = head.substring("ref: ".length());
    for (Path place : List.of(own.resolve(name), common.resolve(name))) {
      if (Files.isRegularFile(place)) {
        return Files.readString(place).strip();
      }
    }
    Path packed = common.resolve("packed-refs");
    if (Files.isRegularFile(packed)) {
      for (String line : Files.readAllLines(packed)) {
        if (line.endsWith(" " + name)) {
          return line.substring(0, line.indexOf(' '));
        }
      }
    }
    return null;
  }
}
