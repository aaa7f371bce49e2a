package dev.veery.core.lint.rule;

import dev.veery.core.lint.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every rule there is. A new one is added here, at the end of its family. */
public final class Rules {

  public static final List<Rule> ALL =
      List.of(
          // Locks and rewrites
          new IndexNotConcurrent(),
          new DropIndexNotConcurrent(),
          new ReindexNotConcurrent(),
          new ForeignKeyValidates(),
          new CheckValidates(),
          new ValidateSameTransaction(),
          new SetNotNullScan(),
          new ColumnTypeRewrite(),
          new AddColumnRewrite(),
          new UniqueBuildsIndex(),
          new PrimaryKeyNullable(),
          new ExcludeBuildsIndex(),
          new AttachPartitionScan(),
          new DetachNotConcurrent(),
          new PartitionOf(),
          new ClusterTable(),
          new VacuumFull(),
          new StorageRewrite(),
          new RefreshNotConcurrent(),
          new LockTableExplicit(),
          new TriggerOnBusyTable(),
          new DomainConstraintScan(),
          new NoLockTimeout(),
          new LockHeldBySlow(),
          new SeveralTables(),
          new EnforceValidates(),
          new ReferencedTable(),
          new RowsBeforeDdl(),

          // Data loss
          new DropTable(),
          new DropColumn(),
          new DropContainer(),
          new DropCascade(),
          new TruncateTable(),
          new RowsWithoutWhere(),
          new DropConstraintRule(),
          new NarrowingType(),
          new TriggerOff(),

          // Compatibility with the running application
          new RenameTable(),
          new RenameColumnRule(),
          new NotNullWithoutDefault(),
          new DropDefaultRule(),
          new RenameEnumValue(),
          new EnumValueRemoved(),
          new DropReadObject(),
          new RoutineSignature(),
          new ViewColumnsChanged(),
          new RevokeRule(),
          new NewConstraint(),

          // Correctness
          new AddNotNullFails(),
          new ConcurrentlyInTransaction(),
          new ForeignKeyWithoutIndex(),
          new NeverValidated(),
          new IdentifierCut(),
          new DownMissing(),
          new DownIncomplete(),
          new IfNotExistsHides(),
          new UnnamedObject(),
          new UnqualifiedName(),
          new TenantNameFixed(),
          new HashComment(),
          new BatchOffset(),
          new Unbatched(),
          new SeveralConcerns(),
          new EnumValueUsed(),
          new NeedsNewerServer(),
          new ForeignKeyTypes(),
          new NotIdempotent(),
          new AllowUnused(),
          new FailsOnRows(),
          new TransactionControl(),
          new UnknownStatement(),

          // Types and design
          new TimestampWithoutZone(),
          new CharType(),
          new MoneyType(),
          new JsonType(),
          new SerialType(),
          new IntegerKey(),
          new NoPrimaryKey(),
          new TextLength(),
          new EnumType(),
          new DomainCheck(),
          new WideIndex(),
          new ColumnOrder(),
          new SeveralAlters(),
          new NamePattern(),

          // Security and tenancy
          new TenantWithoutRowSecurity(),
          new PolicyTrue(),
          new RowSecurityOff(),
          new DefinerSearchPath(),
          new GrantToPublic(),
          new BypassRowSecurity(),
          new ViewWithoutInvoker(),
          new PolicyMissing(),

          // Soft delete
          new HardDelete(),
          new SoftDeleteUnique(),
          new SoftDeleteCascade(),
          new DeletedRowsIncluded(),
          new DeletedRowsNotExcluded());

  private Rules() {}

  /** The rule with that code, or null. */
  public static @Nullable Rule find(String code) {
    for (Rule rule : ALL) {
      if (rule.about().code().equals(code)) {
        return rule;
      }
    }
    return null;
  }
}
