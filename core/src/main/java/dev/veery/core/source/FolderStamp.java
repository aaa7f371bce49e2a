package dev.veery.core.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a large directory of migrations from outside: the names, lengths and times of
 * all its files. While it stays the same, so does what {@link MigrationSource} finds in it; the
 * doubts are those of {@link FileIndex}. It passes over what {@link Folder} passes over, and makes
 * no object for a file: that is why there are two walks.
 */
public final class FolderStamp {

  private final long began = System.currentTimeMillis();
  private final StringBuilder text = new StringBuilder(1 << 16);
  private int files;

  private FolderStamp() {}

  /** Null where it can be told only by reading the files, or where they are read as fast. */
  public static @Nullable String of(Path directory) {
    FolderStamp stamp = new FolderStamp();
    return stamp.add(directory.toFile(), "", Folder.DEPTH) && stamp.files >= FileIndex.WORTH_IT
        ? stamp.text.toString()
        : null;
  }

  /** False where it cannot be told. */
  private boolean add(File folder, String path, int depth) {
    long changed = folder.lastModified();
    String[] names = folder.list();
    if (names == null || changed > began - FileIndex.DOUBTFUL) {
      return false;
    }
    line(path + "/", changed, names.length);
    Arrays.sort(names);
    for (String name : names) {
      if (Folder.isHidden(name)) {
        continue;
      }
      File file = new File(folder, name);
      String shown = path.isEmpty() ? name : path + "/" + name;
      if (file.isDirectory()) {
        if (depth > 1
            && !Folder.SKIPPED.contains(name)
            && (Files.isSymbolicLink(file.toPath()) || !add(file, shown, depth - 1))) {
          return false;
        }
      } else {
        long modified = file.lastModified();
        // A link that leads nowhere has no time.
        if (FileIndex.isDoubtful(modified, began) && !isWholeByChance(file, modified)) {
          return false;
        }
        line(shown, modified, file.length());
        files++;
      }
    }
    return true;
  }

  /**
   * Whether a time that is whole in milliseconds is so by chance, as that of one file in a thousand
   * is. Those that an archive or a build has set have no fraction at all.
   */
  private boolean isWholeByChance(File file, long modified) {
    if (modified > began - FileIndex.DOUBTFUL) {
      return false;
    }
    try {
      return Files.getLastModifiedTime(file.toPath()).to(TimeUnit.NANOSECONDS) % 1_000_000_000 != 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void line(String path, long modified, long length) {
    text.append(path).append('\t').append(modified).append('\t').append(length).append('\n');
  }
}
