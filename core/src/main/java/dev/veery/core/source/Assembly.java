package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Body;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Migration.Scripts;
import dev.veery.core.migration.Migration.Section;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.source.Markers.Kind;
import dev.veery.core.source.SourceFile.Content;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.SqlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts migrations together from files, and collects everything that is wrong with them. */
final class Assembly {

  private static final int HEAD = 1 << 16;

  private final ScriptParser parser;
  private final List<Migration> migrations = new ArrayList<>();
  private final List<Repeatable> repeatables = new ArrayList<>();
  private final List<Migration> baselines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Problem> warnings;
  private final List<Problem> problems;
  private boolean ordered;

  Assembly(ScriptParser parser, List<Problem> warnings, List<Problem> problems) {
    this.parser = parser;
    this.warnings = warnings;
    this.problems = problems;
  }

  List<Migration> migrations() {
    return migrations;
  }

  List<Repeatable> repeatables() {
    return repeatables;
  }

  List<Migration> baselines() {
    return baselines;
  }

  /** Whether the layout has its own order, which version order must not disturb. */
  boolean ordered() {
    return ordered;
  }

  void keepOrder() {
    ordered = true;
  }

  /** Sentences for the explanation of the layout. */
  List<String> notes() {
    return notes;
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  void warn(ErrorCode code, String message, SourceFile file, String remedy) {
    warnings.add(new Problem(code, message, SourcePosition.startOf(file.shown()), remedy));
  }

  /** Runs something that may find a file malformed; the others are read all the same. */
  void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (VeeryException e) {
      problems.addAll(e.problems());
    }
  }

  /** Adds a migration whose directions are sections of one file. */
  void addSectioned(VersionedName id, SourceFile file, Markers markers, boolean withParents) {
    attempt(() -> migrations.add(sectioned(id, file, markers, withParents)));
  }

  private Migration sectioned(
      VersionedName id, SourceFile file, Markers markers, boolean withParents) {
    Content content = file.content();
    Header header = HeaderReader.read(file::source, content.head(), markers, withParents);
    warnIfEmpty(file, content.head(), header);
    Memo<Scripts> scripts = new Memo<>(() -> parse(file, header, markers));
    return new Migration(
        new Version(id.version()),
        id.name(),
        file.shown(),
        header,
        new Body.Sql(scripts),
        hash(content, () -> scripts.get().up()));
  }

  private Scripts parse(SourceFile file, Header header, Markers markers) {
    Sections sections = Sections.cut(file.source(), file.content().head(), markers);
    Directives shared = new Directives(header.directives());
    for (Directive option : sections.options()) {
      shared = shared.all().contains(option) ? shared : shared.and(List.of(option));
    }
    List<Problem> found = new ArrayList<>();
    Section[] texts = new Section[Kind.values().length];
    Script[] scripts = new Script[texts.length];
    for (Sections.Part part : sections.parts()) {
      int place = part.kind().ordinal();
      try {
        Directives directives = shared.and(part.directives());
        Head head = file.content().head();
        if (part.source().origin().offset() > 0) {
          head = head(part.source());
          directives = directives.and(HeaderReader.directives(part::source, head));
        }
        texts[place] = new Section(part.source(), directives);
        scripts[place] = split(part.source(), head, directives);
      } catch (VeeryException e) {
        found.addAll(e.problems());
      }
    }
    return scripts(found, texts, scripts);
  }

  /**
   * Adds a migration of up to three files.
   *
   * @param shown what defines it: the up file, or the directory
   * @param extra what is known about it from elsewhere, such as a metadata file
   */
  void addSeparate(
      Version version,
      String name,
      String shown,
      Header extra,
      SourceFile up,
      @Nullable SourceFile down,
      @Nullable SourceFile verify,
      boolean withParents) {
    attempt(
        () -> migrations.add(separate(version, name, shown, extra, up, down, verify, withParents)));
    for (SourceFile other : new SourceFile[] {down, verify}) {
      if (other != null) {
        attempt(() -> check(other));
      }
    }
  }

  /** Adds a script that stands for everything up to its version. */
  void addBaseline(Version version, String name, SourceFile file) {
    attempt(() ->
        baselines.add(
            separate(version, name, file.shown(), Header.EMPTY, file, null, null, false)));
  }

  /** Finds now what is wrong in the head of a file that is needed only later. */
  private static void check(SourceFile file) {
    HeaderReader.directives(file::source, file.content().head());
  }

  private Migration separate(
      Version version,
      String name,
      String shown,
      Header extra,
      SourceFile up,
      @Nullable SourceFile down,
      @Nullable SourceFile verify,
      boolean withParents) {
    Content content = up.content();
    Header header =
        merged(
            HeaderReader.read(up::source, content.head(), NoMarkers.INSTANCE, withParents), extra);
    warnIfEmpty(up, content.head(), header);
    @Nullable SourceFile[] files = {up, down, verify};
    Memo<Scripts> scripts = new Memo<>(() -> parse(files, header, extra));
    return new Migration(
        version,
        name,
        shown,
        header,
        new Body.Sql(scripts),
        hash(content, () -> scripts.get().up()));
  }

  private Scripts parse(@Nullable SourceFile[] files, Header header, Header extra) {
    List<Problem> found = new ArrayList<>();
    Section[] texts = new Section[files.length];
    Script[] scripts = new Script[files.length];
    for (int place = 0; place < files.length; place++) {
      SourceFile file = files[place];
      if (file == null) {
        continue;
      }
      try {
        Content content = file.content();
        // Each file speaks for its own direction; metadata beside them speaks for all.
        Directives directives =
            place == 0
                ? new Directives(header.directives())
                : new Directives(extra.directives())
                    .and(HeaderReader.directives(file::source, content.head()));
        SqlSource source = file.source();
        texts[place] = new Section(source, directives);
        scripts[place] = split(source, content.head(), directives);
      } catch (VeeryException e) {
        found.addAll(e.problems());
      }
    }
    return scripts(found, texts, scripts);
  }

  private static Scripts scripts(
      List<Problem> problems, @Nullable Section[] texts, @Nullable Script[] scripts) {
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new Scripts(
        Objects.requireNonNull(scripts[0]),
        scripts[1],
        scripts[2],
        new Migration.Sections(Objects.requireNonNull(texts[0]), texts[1], texts[2]));
  }

  /** Adds a script that runs again whenever it changes. */
  void addRepeatable(String name, SourceFile file) {
    attempt(() -> {
      Content content = file.content();
      Header header = HeaderReader.read(file::source, content.head(), NoMarkers.INSTANCE, false);
      warnIfEmpty(file, content.head(), header);
      Directives directives = new Directives(header.directives());
      Memo<Script> script = new Memo<>(() -> split(file.source(), content.head(), directives));
      repeatables.add(
          new Repeatable(name, file.shown(), script, hash(content, script), directives));
    });
  }

  /** Adds code of another tool: it is named and stopped at. */
  void addForeign(VersionedName id, SourceFile file, String what) {
    attempt(() ->
        migrations.add(
            new Migration(
                new Version(id.version()),
                id.name(),
                file.shown(),
                Header.EMPTY,
                new Body.Foreign(what),
                file.content().rawHash())));
  }

  /**
   * The hash by which an unchanged file is known. Where psql commands may bring in other files
   * their tokens count as well, and so the script is read now.
   */
  private static String hash(Content content, Supplier<Script> script) {
    if (!content.mayInclude()) {
      return content.rawHash();
    }
    try {
      Script up = script.get();
      return up.includes().isEmpty()
          ? content.rawHash()
          : Sha256.hex(content.rawHash() + " " + up.checksum());
    } catch (VeeryException e) {
      // Said when the script is needed, which an applied one that cannot be read any more is then.
      return Sha256.hex(content.rawHash() + " cannot be read");
    }
  }

  /** Cuts a section into statements, and refuses a directive that belongs to none of them. */
  private Script split(SqlSource source, Head head, Directives directives) {
    Script script = parser.parse(source, directives);
    List<Problem> found = new ArrayList<>();
    long statement = source.origin().offset() + head.statement();
    for (RawDirective directive : script.directives()) {
      boolean here = directive.position().file().equals(source.name());
      if (here && directive.position().offset() > statement) {
        found.add(
            new Problem(
                ErrorCode.DIRECTIVE_MALFORMED,
                "the directive '" + directive.text() + "' belongs to no statement",
                directive.position(),
                "write it directly above its statement, without an empty line between them"));
      }
    }
    if (!found.isEmpty()) {
      throw new VeeryException(found);
    }
    return script;
  }

  /** A migration without statements is allowed: a merge is one, and a change may be taken out. */
  private void warnIfEmpty(SourceFile file, Head head, Header header) {
    boolean merge = header.parents() != null && header.parents().size() > 1;
    if (head.empty() && !merge) {
      warn(
          ErrorCode.FILE_EMPTY,
          file.shown()
              + " has no statement; it is recorded when its turn comes and changes nothing",
          file,
          "");
    }
  }

  private static Head head(SqlSource section) {
    byte[] bytes = section.bytes(0, Math.min(section.length(), HEAD));
    return Head.read(bytes, bytes.length);
  }

  /** What {@code extra} says counts; what it leaves open is taken from {@code header}. */
  private static Header merged(Header header, Header extra) {
    if (extra.equals(Header.EMPTY)) {
      return header;
    }
    List<String> documentation = new ArrayList<>(header.documentation());
    documentation.addAll(extra.documentation());
    List<Directive> directives = new ArrayList<>(extra.directives());
    directives.addAll(header.directives());
    return new Header(
        either(extra.title(), header.title()),
        either(extra.description(), header.description()),
        either(extra.author(), header.author()),
        either(extra.date(), header.date()),
        extra.parents() == null ? header.parents() : extra.parents(),
        extra.parents() == null ? header.parentsAt() : extra.parentsAt(),
        documentation,
        directives);
  }

  private static String either(String first, String second) {
    return first.isEmpty() ? second : first;
  }
}
