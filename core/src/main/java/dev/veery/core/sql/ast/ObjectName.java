package dev.veery.core.sql.ast;

import org.jspecify.annotations.Nullable;

/**
 * An object that a statement names.
 *
 * @param type what the statement says it is; {@code ALTER TABLE} also takes views and indexes
 * @param name its name
 * @param on the table of a trigger, policy, rule or constraint, the type of a domain's constraint;
 *     or null
 * @param arguments what stands in the parentheses of a function, aggregate or operator; or null
 *     where there are none
 */
public record ObjectName(
    ObjectType type,
    QualifiedName name,
    @Nullable QualifiedName on,
    @Nullable Expression arguments) {

  public ObjectName(ObjectType type, QualifiedName name) {
    this(type, name, null, null);
  }

  @Override
  public String toString() {
    return type.lower()
        + " "
        + name
        + (arguments == null ? "" : "(" + arguments + ")")
        + (on == null ? "" : " on " + on);
  }
}
