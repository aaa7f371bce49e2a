package dev.veery.postgres.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks chains of audit entries, entry by entry, wherever they come from: a database or an export.
 *
 * <p>Each entry holds the hash of the one before it, so that whoever edits, removes, inserts or
 * reorders entries has to compute every later hash anew. That somebody with the right to write the
 * table can do so is no secret of this scheme: against it helps a <em>head</em>, the place and the
 * hash of the newest entry, kept where that somebody cannot write. Everything up to a known head is
 * proven by it, and the head itself cannot be cut off unnoticed.
 */
public final class AuditChain {

  /**
   * The end of a chain.
   *
   * @param position of the newest entry
   */
  public record Head(String chain, long position, String hash) {}

  private final Map<String, AuditEntry> last = new TreeMap<>();
  private final Map<String, Map<Long, String>> expected = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private long entries;

  /** Holds the chains against heads that were kept elsewhere. */
  public AuditChain against(Iterable<Head> heads) {
    for (Head head : heads) {
      expected
          .computeIfAbsent(head.chain(), chain -> new TreeMap<>())
          .put(head.position(), head.hash());
    }
    return this;
  }

  /** Takes the next entry; those of one chain in the order of their positions. */
  public void add(AuditEntry entry) {
    entries++;
    AuditEntry before = last.put(entry.chain(), entry);
    long place = before == null ? 1 : before.position() + 1;
    String name = name(entry.chain(), entry.position());
    if (entry.position() > place) {
      long missing = entry.position() - place;
      faults.add(
          missing == 1
              ? name(entry.chain(), place) + " is missing"
              : missing + " entries are missing before " + name);
    } else if (entry.position() < place) {
      faults.add(name + " is there twice, or out of its order");
    }
    if (!entry.hash().equals(entry.computedHash())) {
      faults.add(name + " was edited: its hash does not fit what it says");
    }
    String previous = before == null ? "" : before.hash();
    if (entry.position() == place && !entry.previous().equals(previous)) {
      faults.add(name + " does not follow the entry before it: one of them was replaced");
    }
    String known = wanted(entry.chain(), entry.position());
    if (known != null && !known.equals(entry.hash())) {
      faults.add(name + " is not the one that was exported");
    }
  }

  private @Nullable String wanted(String chain, long position) {
    Map<Long, String> positions = expected.get(chain);
    return positions == null ? null : positions.remove(position);
  }

  private static String name(String chain, long position) {
    return "entry " + position + " of chain " + chain;
  }

  /** How many entries there were. */
  public long entries() {
    return entries;
  }

  /** Where each chain ends now, by name. */
  public List<Head> heads() {
    List<Head> heads = new ArrayList<>();
    last.forEach((chain, entry) -> heads.add(new Head(chain, entry.position(), entry.hash())));
    return List.copyOf(heads);
  }

  /** Everything that is wrong, one sentence each; to be asked when all entries were given. */
  public List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    expected.forEach((chain, positions) -> {
      List<Long> lost = List.copyOf(positions.keySet());
      if (lost.size() == 1) {
        all.add(name(chain, lost.getFirst()) + " was exported, and is not there any more");
      } else if (!lost.isEmpty()) {
        all.add(
            "%d entries of chain %s, from %d to %d, were exported, and are not there any more"
                .formatted(lost.size(), chain, lost.getFirst(), lost.getLast()));
      }
    });
    return List.copyOf(all);
  }
}
