package dev.veery.core.source;

import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory as it was found in one walk, files and folders by name. What is hidden is left out,
 * and so are the folders in which other tools keep what nobody wrote.
 */
final class Folder {

  private static final Set<String> SKIPPED = Set.of("node_modules", "__pycache__", "target");

  /** Deep enough for every layout, and an end to a loop of mounts. */
  private static final int DEPTH = 12;

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
   * @param shown the path as users see it; empty for the project itself
   * @param problems gets what cannot be read
   */
  static Folder walk(Path root, String shown, List<Problem> problems) {
    Walk walk = new Walk(root, new Folder("", shown), problems);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, walk);
    } catch (IOException e) {
      problems.add(SourceFile.unreadable(shown, e));
    }
    return walk.top;
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

  private void sort() {
    files.sort((a, b) -> a.name().compareTo(b.name()));
    folders.sort((a, b) -> a.name().compareTo(b.name()));
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Folder top;
    private final List<Problem> problems;
    private final Deque<Folder> open = new ArrayDeque<>();

    Walk(Path root, Folder top, List<Problem> problems) {
      this.root = root;
      this.top = top;
      this.problems = problems;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(root)) {
        open.push(top);
        return FileVisitResult.CONTINUE;
      }
      String name = directory.getFileName().toString();
      if (name.startsWith(".") || SKIPPED.contains(name)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Folder folder = new Folder(name, shownAs(name));
      open.getFirst().folders.add(folder);
      open.push(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (name.startsWith(".")) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isRegularFile()) {
        open.getFirst().files.add(new SourceFile(file, name, shownAs(name), attributes.size()));
      } else if (attributes.isSymbolicLink()) {
        // Links are followed, so one that is left is one that leads nowhere.
        problems.add(SourceFile.unreadable(shownAs(name), new NoSuchFileException(name)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      boolean isTop = open.isEmpty();
      String shown = isTop ? top.shown : shownAs(file.getFileName().toString());
      problems.add(SourceFile.unreadable(shown, e));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      Folder folder = open.pop();
      folder.sort();
      if (e != null) {
        problems.add(SourceFile.unreadable(folder.shown, e));
      }
      return FileVisitResult.CONTINUE;
    }

    private String shownAs(String name) {
      String parent = open.getFirst().shown;
      return parent.isEmpty() ? name : parent + "/" + name;
    }
  }
}
