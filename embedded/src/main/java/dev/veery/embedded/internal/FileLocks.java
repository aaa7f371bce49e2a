package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mutual exclusion between threads and between processes. An operating system's file lock belongs
 * to a process and is gone when the process is, however it ends; between the threads of one process
 * it says nothing, so each file has a lock of its own here too.
 */
final class FileLocks {

  /** The work that is done under a lock. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS =
      new ConcurrentHashMap<>();

  private FileLocks() {}

  static <T> T holding(Path lockFile, Work<T> work) throws IOException {
    ReentrantLock local =
        IN_THIS_PROCESS.computeIfAbsent(lockFile.toAbsolutePath(), path -> new ReentrantLock());
    local.lock();
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (!lock.isValid()) {
        throw new IOException("the lock on " + lockFile + " was lost");
      }
      return work.run();
    } finally {
      local.unlock();
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        // The same class in another class loader of this process, as in a build tool's plugins.
        try {
          Thread.sleep(20);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while waiting for a lock", interrupted);
        }
      }
    }
  }
}
