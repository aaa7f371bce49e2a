package dev.veery.engine;

import dev.veery.postgres.journal.AuditChain.Head;
import java.util.List;

/**
 * What a check of the audit found.
 *
 * @param entries how many there are
 * @param heads where each chain ends: to be kept where nobody who can write the database can
 * @param faults what is wrong with the chain itself, one sentence each
 * @param untied what the other tables of the journal say otherwise than the chain
 * @param backwards entries that are older than the one before them: the clock was put back
 */
public record AuditReport(
    long entries, List<Head> heads, List<String> faults, List<String> untied, long backwards) {
  public AuditReport {
    heads = List.copyOf(heads);
    faults = List.copyOf(faults);
    untied = List.copyOf(untied);
  }

  /** Whether nothing was found. */
  public boolean whole() {
    return faults.isEmpty() && untied.isEmpty();
  }
}
