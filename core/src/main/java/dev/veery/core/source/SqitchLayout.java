package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.source.SqitchPlan.Change;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sqitch: {@code sqitch.plan} with {@code deploy/}, {@code revert/} and {@code verify/}.
 *
 * <p>The plan is the order. Each change has the one before it as its parent, whatever its
 * dependencies say, because that is how Sqitch deploys; the dependencies are checked and kept as
 * documentation.
 *
 * <p>A change that stands in the plan again has been reworked. Sqitch then moves the scripts of the
 * earlier one to {@code name@tag.sql}, the tag being one of those between the two. The earlier
 * change keeps its name as its version, because that is what the journal has it under; the second
 * is {@code name#2}, and so on. A {@code #} cannot be part of a name in Sqitch.
 */
final class SqitchLayout implements Layout {

  private static final String PLAN = "sqitch.plan";

  @Override
  public String name() {
    return "sqitch";
  }

  @Override
  public String description() {
    return "sqitch.plan, with deploy/, revert/ and verify/";
  }

  @Override
  public List<String> detect(Listing listing) {
    SourceFile plan = listing.top().file(PLAN);
    return plan == null ? List.of() : List.of(plan.shown() + " is a plan of Sqitch");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    SourceFile file = listing.top().file(PLAN);
    if (file == null) {
      String shown = listing.top().shown();
      assembly.problem(
          new Problem(
              ErrorCode.FILE_UNREADABLE,
              "there is no " + PLAN + (shown.isEmpty() ? "" : " in " + shown),
              SourcePosition.startOf(shown.isEmpty() ? PLAN : shown + "/" + PLAN),
              "set migrations in veery.toml to the directory that holds it"));
      return;
    }
    assembly.keepOrder();
    assembly.attempt(() -> new Reader(listing.top(), assembly).read(file));
  }

  private static final class Reader {
    private final Assembly assembly;
    private final String top;
    private final Map<String, SourceFile> deploy;
    private final Map<String, SourceFile> revert;
    private final Map<String, SourceFile> verify;
    private final Set<SourceFile> used = new HashSet<>();

    Reader(Folder top, Assembly assembly) {
      this.assembly = assembly;
      this.top = top.shown();
      this.deploy = scripts(top, "deploy");
      this.revert = scripts(top, "revert");
      this.verify = scripts(top, "verify");
    }

    /** The scripts in a folder by the name of their change, which may contain slashes. */
    private static Map<String, SourceFile> scripts(Folder top, String name) {
      Map<String, SourceFile> found = new HashMap<>();
      Folder folder = top.folder(name);
      if (folder != null) {
        for (SourceFile file : folder.allFiles()) {
          if (file.hasExtension(".sql")) {
            String below = file.shown().substring(folder.shown().length() + 1);
            found.put(below.substring(0, below.length() - ".sql".length()), file);
          }
        }
      }
      return found;
    }

    void read(SourceFile file) {
      List<Problem> problems = new ArrayList<>();
      List<Change> changes = SqitchPlan.read(file, problems).changes();
      problems.forEach(assembly::problem);
      Map<String, Integer> counts = new HashMap<>();
      Version previous = null;
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        checkDependencies(change, i, changes);
        int count = counts.merge(change.name(), 1, Integer::sum);
        Version version = new Version(count == 1 ? change.name() : change.name() + "#" + count);
        add(change, version, previous, script(i, changes));
        previous = version;
      }
      deploy.forEach((name, script) -> {
        if (!used.contains(script)) {
          assembly.warn(
              ErrorCode.FILE_NAME_MALFORMED,
              script.shown() + " is not read: it is not in " + PLAN,
              script,
              NearMiss.remedy(name, counts.keySet(), "add it to the plan"));
        }
      });
    }

    private void add(Change change, Version version, @Nullable Version previous, String script) {
      SourceFile up = deploy.get(script);
      if (up == null) {
        assembly.problem(
            new Problem(
                ErrorCode.FILE_UNREADABLE,
                "the plan has the change "
                    + change.name()
                    + ", but there is no "
                    + (top.isEmpty() ? "" : top + "/")
                    + "deploy/"
                    + script
                    + ".sql",
                change.position(),
                NearMiss.remedy(script, deploy.keySet(), "bring the file back")));
        return;
      }
      used.add(up);
      assembly.addSeparate(
          version,
          "",
          up.shown(),
          header(change, previous),
          up,
          revert.get(script),
          verify.get(script),
          false);
    }

    private static Header header(Change change, @Nullable Version previous) {
      List<String> documentation = new ArrayList<>();
      if (!change.requires().isEmpty()) {
        documentation.add("requires: " + String.join(", ", change.requires()));
      }
      for (String tag : change.tags()) {
        documentation.add("tag: @" + tag);
      }
      return new Header(
          "",
          change.note(),
          change.planner(),
          change.date(),
          previous == null ? List.of() : List.of(previous),
          null,
          documentation,
          List.of());
    }

    /** The name of a change's scripts: {@code name@tag} where a rework follows. */
    private String script(int index, List<Change> changes) {
      String name = changes.get(index).name();
      List<String> tags = new ArrayList<>();
      for (int i = index; i < changes.size(); i++) {
        if (i > index && changes.get(i).name().equals(name)) {
          for (String tag : tags) {
            if (deploy.containsKey(name + "@" + tag)) {
              return name + "@" + tag;
            }
          }
          if (tags.isEmpty()) {
            assembly.problem(
                new Problem(
                    ErrorCode.VERSION_DUPLICATE,
                    "the change " + name + " is in the plan twice, without a tag between",
                    changes.get(i).position(),
                    "tag the first one, or rename the second"));
          }
          return tags.isEmpty() ? name : name + "@" + tags.getFirst();
        }
        tags.addAll(changes.get(i).tags());
      }
      return name;
    }

    /** Everything that a change requires must stand above it in the plan. */
    private void checkDependencies(Change change, int index, List<Change> changes) {
      Set<String> above = names(changes.subList(0, index));
      for (String required : change.requires()) {
        if (!required.contains(":") && !isThere(required, above)) {
          boolean below = isThere(required, names(changes));
          assembly.problem(
              new Problem(
                  ErrorCode.PARENT_UNKNOWN,
                  change.name()
                      + " requires "
                      + required
                      + (below ? ", which comes later in the plan" : ", which is not in the plan"),
                  change.position(),
                  below
                      ? "move " + change.name() + " behind it"
                      : NearMiss.remedy(required, names(changes), "")));
        }
      }
      for (String conflict : change.conflicts()) {
        if (isThere(conflict, above)) {
          assembly.problem(
              new Problem(
                  ErrorCode.METADATA_MALFORMED,
                  change.name() + " conflicts with " + conflict + ", which is in the plan above it",
                  change.position(),
                  "remove one of the two changes"));
        }
      }
    }

    /** {@code name}, {@code @tag} or {@code name@tag}. */
    private static boolean isThere(String dependency, Set<String> names) {
      int at = dependency.indexOf('@');
      boolean tag = at < 0 || names.contains(dependency.substring(at));
      boolean name = at == 0 || names.contains(at < 0 ? dependency : dependency.substring(0, at));
      return tag && name;
    }

    private static Set<String> names(List<Change> changes) {
      Set<String> names = new HashSet<>();
      for (Change change : changes) {
        names.add(change.name());
        for (String tag : change.tags()) {
          names.add("@" + tag);
        }
      }
      return names;
    }
  }
}
