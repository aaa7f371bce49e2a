package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who a server runs as. PostgreSQL refuses to run as root, which is who one is in most containers
 * and on many build machines; everybody else runs it as themselves.
 */
public sealed interface ServerAccount {

  /** Forces one of the ways below when run as root: {@code unshare}, {@code setpriv}, and so on. */
  String PROPERTY = "veery.embedded.root";

  /** The command that runs the given one as this account. */
  List<String> command(List<String> command);

  /** Who has to own the files that the server writes; null for the user we are. */
  Trees.@Nullable Owner owner();

  /** The user we are. */
  record Self() implements ServerAccount {
    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public Trees.@Nullable Owner owner() {
      return null;
    }
  }

  /**
   * Root outside, somebody else inside: in a user namespace without a mapping the server sees
   * itself as the overflow user, while the kernel still takes its files for root's. Nothing needs
   * to change hands, and a directory that only root can enter is no obstacle. Containers often
   * forbid it.
   */
  record UserNamespace() implements ServerAccount {
    @Override
    public List<String> command(List<String> command) {
      return prepend(List.of("unshare", "--user"), command);
    }

    @Override
    public Trees.@Nullable Owner owner() {
      return null;
    }
  }

  /** Another user, by one of the programs that change to one. */
  record ServiceUser(List<String> prefix, Trees.Owner user) implements ServerAccount {
    @Override
    public List<String> command(List<String> command) {
      return prepend(prefix, command);
    }

    @Override
    public Trees.Owner owner() {
      return user;
    }
  }

  private static List<String> prepend(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  /** Found out once: a process does not change its user while Java runs in it. */
  static ServerAccount current() {
    return Detected.ACCOUNT;
  }

  /** Holder, so that nothing is tried before it is needed. */
  final class Detected {
    private static final ServerAccount ACCOUNT = detect(System.getProperty(PROPERTY, ""));

    private Detected() {}

    private static ServerAccount detect(String forced) {
      if (Platform.current().isWindows() || !isRoot()) {
        return new Self();
      }
      StringBuilder tried = new StringBuilder();
      for (Candidate candidate : candidates()) {
        if (!forced.isEmpty() && !candidate.name().equals(forced.toLowerCase(Locale.ROOT))) {
          continue;
        }
        String answer = answerOf(candidate.account().command(List.of("id", "-u")));
        if (answer.matches("\\d+") && !answer.equals("0")) {
          return candidate.account();
        }
        tried.append(tried.isEmpty() ? "" : "; ").append(candidate.name()).append(": ");
        tried.append(answer);
      }
      throw Failure.of(
          "PostgreSQL does not run as root, and there is no way here to run it as another user ("
              + (tried.isEmpty() ? "no such way: " + forced : tried)
              + ")",
          "run Veery as an ordinary user, or install util-linux (unshare, setpriv) or su");
    }

    private record Candidate(String name, ServerAccount account) {}

    private static List<Candidate> candidates() {
      List<Candidate> candidates = new ArrayList<>();
      if (Platform.current().os() == Platform.Os.LINUX) {
        candidates.add(new Candidate("unshare", new UserNamespace()));
      }
      Trees.Owner nobody = idsOf("nobody");
      if (nobody != null) {
        String uid = Integer.toString(nobody.uid());
        String gid = Integer.toString(nobody.gid());
        // Not the user "postgres": that one may own the files of an installed server.
        candidates.add(
            new Candidate(
                "setpriv",
                new ServiceUser(
                    List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"),
                    nobody)));
        candidates.add(
            new Candidate(
                "runuser", new ServiceUser(List.of("runuser", "-u", "nobody", "--"), nobody)));
        candidates.add(
            new Candidate(
                "su",
                new ServiceUser(
                    List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "nobody", "--"),
                    nobody)));
      }
      return candidates;
    }

    private static Trees.@Nullable Owner idsOf(String user) {
      String uid = answerOf(List.of("id", "-u", user));
      String gid = answerOf(List.of("id", "-g", user));
      return uid.matches("\\d+") && gid.matches("\\d+")
          ? new Trees.Owner(Integer.parseInt(uid), Integer.parseInt(gid))
          : null;
    }

    private static String answerOf(List<String> command) {
      try {
        return Commands.run(command, Path.of("/"), Duration.ofSeconds(10)).output();
      } catch (IOException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private static boolean isRoot() {
      try {
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
          return Files.getAttribute(self, "unix:uid").equals(0);
        }
      } catch (IOException | UnsupportedOperationException e) {
        // Fall through to what the runtime was told.
      }
      return System.getProperty("user.name", "").equals("root");
    }
  }
}
