package dev.veery.core;

/**
 * Stable codes of everything that Veery refuses or reports. The number is what users search for;
 * the category decides the exit code. Codes are never renumbered or used again.
 */
public enum ErrorCode {
  // 1xx: files and directories of migrations
  FILE_NOT_UTF8(101, Category.USER),
  FILE_UNREADABLE(102, Category.ENVIRONMENT),
  FILE_EMPTY(103, Category.USER),
  FILE_NAME_MALFORMED(104, Category.USER),
  LAYOUT_AMBIGUOUS(105, Category.USER),
  LAYOUT_UNKNOWN(106, Category.USER),
  DIRECTIVE_UNKNOWN(107, Category.USER),
  DIRECTIVE_MALFORMED(108, Category.USER),
  PLACEHOLDER_UNDEFINED(109, Category.USER),
  METADATA_MALFORMED(110, Category.USER),
  SECTION_MALFORMED(111, Category.USER),
  FILE_CHANGED_DURING_RUN(112, Category.USER),

  // 2xx: the text of a script
  SCRIPT_UNTERMINATED(201, Category.USER),
  PSQL_COMMAND_UNSUPPORTED(202, Category.USER),
  PSQL_COMMAND_MALFORMED(203, Category.USER),
  TRANSACTION_CONTROL_UNSUPPORTED(204, Category.USER),
  TRANSACTION_CONTROL_UNBALANCED(205, Category.USER),
  ATOMIC_IMPOSSIBLE(206, Category.USER),

  // 3xx: the graph of versions
  VERSION_DUPLICATE(301, Category.USER),
  PARENT_UNKNOWN(302, Category.USER),
  GRAPH_CYCLE(303, Category.USER),
  HEADS_SEVERAL(304, Category.USER),
  VERSION_UNKNOWN(305, Category.USER),
  VERSION_AMBIGUOUS(306, Category.USER),

  // 4xx: files against the journal
  CHECKSUM_CHANGED(401, Category.USER),
  FILE_MISSING(402, Category.USER),
  VERSION_OUT_OF_ORDER(403, Category.USER),
  ANCESTOR_PENDING(404, Category.USER),
  DESCENDANTS_APPLIED(405, Category.USER),
  DOWN_ABSENT(406, Category.USER),
  NOT_APPLIED(407, Category.USER),
  ALREADY_APPLIED(408, Category.USER),
  CODE_MIGRATION_FOREIGN(409, Category.USER),
  STEP_UNDECIDABLE(410, Category.USER),
  PARTLY_APPLIED(411, Category.USER),

  // 5xx: configuration and command line
  CONFIG_MALFORMED(501, Category.USER),
  CONFIG_UNKNOWN_KEY(502, Category.USER),
  ENVIRONMENT_UNKNOWN(503, Category.USER),
  ARGUMENT_INVALID(504, Category.USER),
  CONFIRMATION_REFUSED(505, Category.USER),
  VARIABLE_UNDEFINED(506, Category.USER),

  // 6xx: reaching the database
  CONNECTION_FAILED(601, Category.ENVIRONMENT),
  AUTHENTICATION_FAILED(602, Category.ENVIRONMENT),
  PERMISSION_DENIED(603, Category.ENVIRONMENT),
  READ_ONLY(604, Category.ENVIRONMENT),
  SERVER_TOO_OLD(605, Category.ENVIRONMENT),
  CONNECTION_LOST(606, Category.DATABASE),
  EMBEDDED_FAILED(607, Category.ENVIRONMENT),
  EXTENSION_MISSING(608, Category.ENVIRONMENT),
  SCRATCH_DIFFERENT(609, Category.ENVIRONMENT),
  POOLED_CONNECTION(610, Category.ENVIRONMENT),

  // 7xx: the journal and the lease
  JOURNAL_NEWER(701, Category.ENVIRONMENT),
  JOURNAL_DAMAGED(702, Category.DATABASE),
  LEASE_LOST(703, Category.DATABASE),
  LEASE_TIMEOUT(704, Category.DATABASE),

  // 8xx: the run
  STATEMENT_FAILED(801, Category.DATABASE),
  LOCK_TIMEOUT(802, Category.DATABASE),
  CODE_MIGRATION_FAILED(803, Category.USER),
  INDEX_DIFFERENT(804, Category.DATABASE),
  INTERRUPTED(805, Category.ENVIRONMENT),
  NOT_REHEARSED(806, Category.USER),
  TARGET_CHANGED(807, Category.DATABASE),
  LOCK_STRONGER(808, Category.DATABASE),
  SCHEMA_UNLOADABLE(809, Category.USER),
  RENAME_UNDECIDED(810, Category.USER),
  LOSS_WITHOUT_CONSENT(811, Category.USER),
  DESIRED_EMPTY(812, Category.USER),
  GENERATED_UNPROVEN(813, Category.INTERNAL),
  MAJORS_DIFFERENT(814, Category.USER),
  VERIFY_FAILED(815, Category.DATABASE),
  ENTITIES_UNLOADABLE(816, Category.USER),
  ENTITIES_IN_THE_WAY(817, Category.USER),
  SQUASH_UNPROVEN(818, Category.USER),
  SQUASH_IMPOSSIBLE(819, Category.USER),
  SCHEMA_OBJECT_UNSUPPORTED(820, Category.USER),
  TARGET_DRIFTED(821, Category.DATABASE),

  // 11xx: backfills
  BACKFILL_UNSUITABLE(1101, Category.USER),
  BACKFILL_KEY_ABSENT(1102, Category.USER),
  BACKFILL_EXPRESSION(1103, Category.USER),
  BACKFILL_CANCELLED(1104, Category.DATABASE),
  BACKFILL_INCOMPLETE(1105, Category.DATABASE),
  BACKFILL_UNKNOWN(1106, Category.USER),
  BACKFILL_UNMARKED(1107, Category.USER),
  BACKFILL_RANGE_LOST(1108, Category.DATABASE),
  BACKFILL_PROBE_FAILED(1109, Category.USER),
  BACKFILL_CHANGED(1110, Category.USER),

  // 13xx: changes in two halves, and what is kept of what was dropped
  CHANGE_OPEN(1301, Category.USER),
  CHANGE_UNKNOWN(1302, Category.USER),
  CHANGE_IMPOSSIBLE(1303, Category.USER),
  CHANGE_OVERLAPS(1304, Category.USER),
  CHANGE_FILE_CHANGED(1305, Category.USER),
  CHANGE_NO_WAY_BACK(1306, Category.USER),
  CHANGE_BREAKS(1307, Category.USER),
  CHANGE_LATER(1308, Category.USER),
  TRASH_UNKNOWN(1311, Category.USER),

  // 14xx: checks around a run
  DOCTOR_STOPS(1401, Category.USER),
  INVARIANT_BROKEN(1402, Category.DATABASE),
  INVARIANT_UNREADABLE(1403, Category.DATABASE),
  GUARD_STOPPED(1404, Category.DATABASE),
  HEALTH_FAILED(1405, Category.DATABASE),
  WAIT_TIMEOUT(1406, Category.ENVIRONMENT),
  DEPLOY_UNDER_WAY(1407, Category.ENVIRONMENT),
  DEPLOY_CHANGED(1408, Category.USER),
  VERIFY_OUTDATED(1409, Category.DATABASE),

  // 15xx: backups, audit, notifications
  AUDIT_BROKEN(1501, Category.DATABASE),
  RESTORE_NOT_EMPTY(1502, Category.USER),
  BACKUP_MISSING(1503, Category.USER),
  BACKUP_DAMAGED(1504, Category.ENVIRONMENT),
  BACKUP_FAILED(1505, Category.ENVIRONMENT),
  PG_DUMP_MISSING(1506, Category.ENVIRONMENT),
  PG_DUMP_OLD(1507, Category.ENVIRONMENT),
  BACKUP_OPAQUE(1508, Category.USER),
  NOTIFY_FAILED(1509, Category.ENVIRONMENT),
  OBSERVE_MISSING(1510, Category.ENVIRONMENT),
  SCRIPT_HAS_SECRET(1511, Category.USER),

  // 17xx: fleets of tenants
  FLEET_NOT_CONFIGURED(1701, Category.USER),
  FLEET_BUSY(1702, Category.DATABASE),
  FLEET_PAUSED(1703, Category.USER),
  TENANT_UNKNOWN(1704, Category.USER),
  TENANT_EXISTS(1705, Category.USER),
  TENANTS_UNREADABLE(1706, Category.ENVIRONMENT),
  TENANT_NAMES_FIXED(1707, Category.USER),
  TENANT_PLACE_LOST(1708, Category.DATABASE),
  FLEET_PROBE_FAILED(1709, Category.DATABASE),
  TENANTS_DIFFER(1710, Category.DATABASE),
  TENANT_TEMPLATE_UNUSABLE(1711, Category.USER),
  TENANT_NOT_MOVED(1712, Category.USER),

  // 16xx: tenants and marked rows
  TENANCY_REGRESSION(1601, Category.USER),
  TENANCY_UNPROVEN(1602, Category.ENVIRONMENT),
  TENANCY_UNCONFIGURED(1603, Category.USER),
  ARCHIVE_UNCONFIGURED(1604, Category.USER),
  ARCHIVE_DIFFERENT(1605, Category.USER),
  ARCHIVE_REFERRED(1606, Category.DATABASE),

  // 12xx: online forms and locks
  OLD_TRANSACTION(1201, Category.DATABASE),
  PARTITION_IMPOSSIBLE(1202, Category.USER),

  // 9xx: our fault
  INTERNAL(901, Category.INTERNAL);

  /** Who has to act, and with that the exit code of the command line. */
  public enum Category {
    /** A file, an argument or the configuration is wrong. */
    USER(2),
    /** The machine, the network or a permission is in the way. */
    ENVIRONMENT(3),
    /** The database refused or failed while a migration ran. */
    DATABASE(4),
    /** A defect of Veery. */
    INTERNAL(70);

    private final int exitCode;

    Category(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process, as documented in {@code docs/cli/exit-codes.md}. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final int number;
  private final Category category;

  ErrorCode(int number, Category category) {
    this.number = number;
    this.category = category;
  }

  public int number() {
    return number;
  }

  public Category category() {
    return category;
  }

  /** The code as users see it, such as {@code VEERY-304}. */
  public String id() {
    return "VEERY-" + number;
  }
}
