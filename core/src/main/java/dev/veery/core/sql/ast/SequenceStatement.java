package dev.veery.core.sql.ast;

import java.util.List;

/** Statements about sequences. Changing one is {@link TableStatement.AlterTable}. */
public sealed interface SequenceStatement extends SqlStatement {

  /** CREATE SEQUENCE. {@code options} is what stands behind the name, as written. */
  record CreateSequence(
      TableStatement.Persistence persistence,
      boolean ifNotExists,
      QualifiedName name,
      Expression options)
      implements SequenceStatement {
    @Override
    public String tag() {
      return "CREATE SEQUENCE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.SEQUENCE, name));
    }
  }
}
