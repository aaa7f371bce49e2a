package dev.veery.core.source;

import dev.veery.core.VeeryException.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory as it was found in one walk, files and folders by name. What is hidden is left out,
 * and so are the folders in which other tools keep what nobody wrote.
 */
final class Folder {

  static final Set<String> SKIPPED = Set.of("node_modules", "__pycache__", "target");

  /** Deep enough for every layout, and an end to a loop of mounts. */
  static final int DEPTH = 12;

  private final String name;
  private final String shown;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<Folder> folders = new ArrayList<>();

  private Folder(String name, String shown) {
    this.name = name;
    this.shown = shown;
  }

  /**
   * Walks a directory.
   *
   * <p>With {@link File} and not with paths: a thousand files are listed, told from folders and
   * read at every start, and in a Java that has just started this takes a quarter of the time.
   *
   * @param shown the path as users see it; empty for the project itself
   * @param index what is known of the files
   * @param problems gets what cannot be read
   */
  static Folder walk(Path root, String shown, FileIndex index, List<Problem> problems) {
    Folder top = new Folder("", shown);
    top.fill(root.toFile(), DEPTH, new Hasher(), index, problems);
    return top;
  }

  private void fill(
      File directory, int depth, Hasher hasher, FileIndex index, List<Problem> problems) {
    String[] names = directory.list();
    if (names == null) {
      problems.add(SourceFile.unreadable(shown, directory));
      return;
    }
    Arrays.sort(names);
    for (String entry : names) {
      if (isHidden(entry)) {
        continue;
      }
      File file = new File(directory, entry);
      String path = shown.isEmpty() ? entry : shown + "/" + entry;
      if (file.isFile()) {
        files.add(new SourceFile(file, entry, path, hasher, index));
      } else if (file.isDirectory()) {
        if (depth > 1 && !SKIPPED.contains(entry) && !leadsBack(file, directory)) {
          Folder folder = new Folder(entry, path);
          folder.fill(file, depth - 1, hasher, index, problems);
          folders.add(folder);
        }
      } else if (!file.exists()) {
        // A link that leads nowhere.
        problems.add(SourceFile.unreadable(path, file));
      }
    }
  }

  static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  /** Whether a folder is a link to one of those that it is in. */
  private static boolean leadsBack(File folder, File parent) {
    Path path = folder.toPath();
    try {
      return Files.isSymbolicLink(path)
          && parent.toPath().toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      // It cannot be listed either, and that is reported.
      return false;
    }
  }

  String name() {
    return name;
  }

  /** The path as users see it. */
  String shown() {
    return shown;
  }

  /** The files in it, by name. */
  List<SourceFile> files() {
    return files;
  }

  /** The folders in it, by name. */
  List<Folder> folders() {
    return folders;
  }

  @Nullable SourceFile file(String wanted) {
    for (SourceFile file : files) {
      if (file.name().equals(wanted)) {
        return file;
      }
    }
    return null;
  }

  @Nullable Folder folder(String wanted) {
    for (Folder folder : folders) {
      if (folder.name.equals(wanted)) {
        return folder;
      }
    }
    return null;
  }

  /** The files in it and in every folder below it. */
  List<SourceFile> allFiles() {
    if (folders.isEmpty()) {
      return files;
    }
    List<SourceFile> all = new ArrayList<>(files);
    for (Folder folder : folders) {
      all.addAll(folder.allFiles());
    }
    return all;
  }

  boolean isEmpty() {
    return files.isEmpty() && folders.isEmpty();
  }
}
