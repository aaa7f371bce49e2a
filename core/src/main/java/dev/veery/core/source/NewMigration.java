package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a new migration, in the layout, the folder and the style of version that the
 * directory already has. Nothing is written here.
 *
 * @param name what it is called, in words
 * @param author who writes it; may be empty
 * @param parents what it stands on; empty to follow the only head
 * @param now decides a timestamp
 */
public record NewMigration(String name, String author, List<Version> parents, Instant now) {

  /** Layouts in which a file can name its parents. */
  private static final Set<String> WITH_PARENTS = Set.of("veery", "paired", "up-down", "directory");

  public NewMigration {
    parents = List.copyOf(parents);
  }

  /**
   * The files to write.
   *
   * @param directory where migrations are, as shown to the user; used while there is none yet
   * @throws VeeryException when the name has no letter or digit, several heads leave open what it
   *     follows, or its layout knows no parents
   */
  public List<NewFile> files(MigrationSet set, MigrationGraph graph, String directory) {
    return files(set, graph, directory, Content.NONE);
  }

  /**
   * What is written into the files.
   *
   * @param description a sentence for the header; may be empty
   * @param up statements with their semicolons and line ends; may be empty
   * @param down likewise
   */
  public record Content(String description, String up, String down) {
    /** Left to whoever asked for the file. */
    public static final Content NONE = new Content("", "", "");
  }

  /** The files with something in them. */
  public List<NewFile> files(
      MigrationSet set, MigrationGraph graph, String directory, Content content) {
    String slug = slug(name);
    if (slug.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "a migration needs a name with a letter or digit in it",
              "for example: veery new add ticket priority"));
    }
    List<Version> standsOn = standsOn(set, graph);
    Place place = Place.of(set, directory);
    Templates templates = new Templates(name.strip(), author, standsOn, now, content);
    return switch (set.layout()) {
      case "paired" -> {
        String path = place.folder() + place.next("001", now) + "_" + slug;
        yield List.of(
            new NewFile(path + ".sql", templates.up()),
            new NewFile(path + "_rollback.sql", templates.down()));
      }
      case "up-down" -> {
        String path = place.folder() + place.next("", now) + place.separator() + slug;
        char joint = place.last().endsWith("-up.sql") ? '-' : '.';
        yield List.of(
            new NewFile(path + joint + "up.sql", templates.up()),
            new NewFile(path + joint + "down.sql", templates.down()));
      }
      case "flyway" -> {
        String path = place.next("1", now) + "__" + slug + ".sql";
        yield List.of(
            new NewFile(place.folder() + "V" + path, templates.up()),
            new NewFile(place.folder() + "U" + path, templates.down()));
      }
      case "directory", "prisma" -> {
        String path = place.folder() + place.next("", now) + place.separator() + slug + "/";
        boolean prisma = set.layout().equals("prisma");
        List<NewFile> files = new ArrayList<>();
        files.add(new NewFile(path + (prisma ? "migration.sql" : "up.sql"), templates.plain()));
        files.add(new NewFile(path + "down.sql", templates.down()));
        if (!prisma && !graph.linear()) {
          files.add(new NewFile(path + "metadata.yaml", templates.yaml()));
        }
        yield files;
      }
      case "sqitch" -> sqitch(set, slug, directory, templates);
      case "dbmate" ->
          List.of(
              new NewFile(
                  place.folder() + place.next("", now) + "_" + slug + ".sql",
                  templates.sections("-- migrate:up", "-- migrate:down")));
      case "goose" ->
          List.of(
              new NewFile(
                  place.folder() + place.next("", now) + "_" + slug + ".sql",
                  templates.sections("-- +goose Up", "-- +goose Down")));
      default ->
          List.of(
              new NewFile(
                  place.folder() + place.next("", now) + place.separator() + slug + ".sql",
                  templates.veery()));
    };
  }

  /**
   * The files of a migration that joins all heads and does nothing else.
   *
   * @throws VeeryException when there is nothing to join, or the layout knows no parents
   */
  public static List<NewFile> merge(
      MigrationSet set, MigrationGraph graph, String directory, String author, Instant now) {
    List<Version> heads = new ArrayList<>();
    for (Migration head : graph.heads()) {
      heads.add(head.version());
    }
    if (heads.size() < 2) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              heads.isEmpty()
                  ? "there is no migration yet, so there is nothing to merge"
                  : "there is one head, " + heads.getFirst() + ", so there is nothing to merge",
              ""));
    }
    List<String> texts = new ArrayList<>();
    for (Version head : heads) {
      texts.add(head.text());
    }
    String name = "merge " + String.join(" and ", texts);
    return new NewMigration(
            name.length() > 60 ? "merge " + heads.size() + " heads" : name, author, heads, now)
        .files(set, graph, directory);
  }

  private List<Version> standsOn(MigrationSet set, MigrationGraph graph) {
    List<Version> named = parents;
    if (named.isEmpty() && !graph.linear() && WITH_PARENTS.contains(set.layout())) {
      List<Migration> heads = graph.heads();
      if (heads.size() > 1) {
        List<String> labels = new ArrayList<>();
        heads.forEach(head -> labels.add(head.label()));
        throw new VeeryException(
            new Problem(
                ErrorCode.HEADS_SEVERAL,
                "there are " + heads.size() + " heads: " + String.join(", ", labels),
                "join them with 'veery merge', or say which one it follows with --parent"));
      }
      named = heads.isEmpty() ? List.of() : List.of(heads.getFirst().version());
    }
    if (!named.isEmpty() && !WITH_PARENTS.contains(set.layout())) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "migrations of the layout " + set.layout() + " cannot name parents",
              "leave --parent out; the order of the versions is the history"));
    }
    return named;
  }

  private List<NewFile> sqitch(
      MigrationSet set, String slug, String directory, Templates templates) {
    String top = directory.isEmpty() ? "" : directory + "/";
    for (Migration migration : set.migrations()) {
      if (migration.version().text().equals(slug)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.VERSION_DUPLICATE,
                "there is a change " + slug + " already",
                "choose another name"));
      }
    }
    String planner = author.isEmpty() ? "unknown <unknown@localhost>" : author;
    String line =
        slug
            + " "
            + now.truncatedTo(ChronoUnit.SECONDS)
            + " "
            + planner
            + " # "
            + name.strip()
            + "\n";
    return List.of(
        new NewFile(top + "deploy/" + slug + ".sql", templates.plain()),
        new NewFile(top + "revert/" + slug + ".sql", templates.down()),
        new NewFile(top + "verify/" + slug + ".sql", templates.verify()),
        new NewFile(top + "sqitch.plan", line, true));
  }

  /** {@code Add ticket priority!} as {@code add_ticket_priority}. */
  static String slug(String words) {
    StringBuilder slug = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        if (gap && !slug.isEmpty()) {
          slug.append('_');
        }
        gap = false;
        slug.append(c);
      } else {
        gap = true;
      }
    }
    return slug.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Where the newest SQL migration is, whose neighbour the new one becomes.
   *
   * @param folder with a slash at its end, or empty
   * @param last file or directory name of the newest SQL migration; empty where there is none
   * @param version its version as it stands in that name, or null
   * @param newest the version that the new one follows: of a migration in code where that is the
   *     newest of all; null where there is none
   */
  private record Place(
      String folder, String last, @Nullable String version, @Nullable String newest) {

    static Place of(MigrationSet set, String directory) {
      String code = null;
      for (Migration migration : set.migrations().reversed()) {
        if (!(migration.body() instanceof Migration.Body.Sql)) {
          code = code == null ? versionOfCode(migration) : code;
        } else {
          int slash = migration.path().lastIndexOf('/');
          String file = migration.path().substring(slash + 1);
          FlywayName flyway = FlywayName.parse(file);
          VersionedName id = VersionedName.parse(file);
          String version =
              flyway != null
                  ? file.substring(1, file.indexOf("__"))
                  : id == null ? null : id.version();
          return new Place(
              migration.path().substring(0, slash + 1),
              file,
              version,
              code == null ? version : code);
        }
      }
      return new Place(directory.isEmpty() ? "" : directory + "/", "", null, code);
    }

    /** As its file or class has it, with the underscores that Flyway reads as dots. */
    private static String versionOfCode(Migration migration) {
      String path = migration.path();
      String file = path.substring(path.lastIndexOf('/') + 1);
      return FlywayName.parse(file) != null
          ? file.substring(1, file.indexOf("__"))
          : migration.version().text();
    }

    String next(String first, Instant now) {
      return NextVersion.after(newest, first, now);
    }

    /** What stands between version and name. */
    String separator() {
      if (version != null) {
        int at = last.indexOf(version) + version.length();
        return at < last.length() && last.charAt(at) == '-' ? "-" : "_";
      }
      return "_";
    }
  }

  /** The texts of new files. */
  private record Templates(
      String name, String author, List<Version> parents, Instant now, Content content) {

    /** A file in Veery's own layout. A merge has nothing to do and nothing to undo. */
    String veery() {
      boolean merge = parents.size() > 1;
      return header()
          + (merge ? "-- veery: nothing-to-undo\n" : "")
          + "\n-- Up Migration\n"
          + (merge || !content.up().isEmpty() ? content.up() : "\n")
          + "\n-- Down Migration\n"
          + (merge || !content.down().isEmpty() ? content.down() : "\n");
    }

    String up() {
      return header() + "\n" + content.up();
    }

    String down() {
      return parents.size() > 1
          ? "-- Nothing to undo: the up only joins branches.\n-- veery: nothing-to-undo\n"
          : "-- Takes back: " + name + "\n\n" + content.down();
    }

    String plain() {
      return "-- " + name + "\n\n" + content.up();
    }

    String verify() {
      return "-- Fails where this is not in place: " + name + "\n\n";
    }

    String sections(String up, String down) {
      return up
          + "\n"
          + (content.up().isEmpty() ? "\n\n" : content.up() + "\n")
          + down
          + "\n"
          + (content.down().isEmpty() ? "\n" : content.down());
    }

    String yaml() {
      StringBuilder text = new StringBuilder("name: '" + name.replace("'", "''") + "'\n");
      text.append("parents:");
      for (Version parent : parents) {
        text.append("\n  - '").append(parent.text()).append('\'');
      }
      return text.append(parents.isEmpty() ? " []\n" : "\n").toString();
    }

    private String header() {
      StringBuilder text = new StringBuilder("-- Migration: " + name + "\n");
      if (!content.description().isEmpty()) {
        text.append("-- Description: ").append(content.description()).append('\n');
      }
      if (!author.isEmpty()) {
        text.append("-- Author: ").append(author).append('\n');
      }
      text.append("-- Date: ").append(LocalDate.ofInstant(now, ZoneOffset.UTC)).append('\n');
      if (!parents.isEmpty()) {
        List<String> texts = new ArrayList<>();
        parents.forEach(parent -> texts.add(parent.text()));
        text.append(parents.size() == 1 ? "-- Parent: " : "-- Parents: ");
        text.append(String.join(", ", texts)).append('\n');
      }
      return text.toString();
    }
  }
}
