package dev.veery.entities;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.ImplicitJoinTableNameSource;
import org.hibernate.boot.model.naming.ImplicitNamingStrategyJpaCompliantImpl;

/**
 * Names as Spring Boot gives them, for applications that ask for them without having it on the
 * class path: as JPA says, but a join table is named after the owning table and the property
 * (Spring Boot, how-to "Configure Hibernate Naming Strategy").
 */
public final class SpringNames extends ImplicitNamingStrategyJpaCompliantImpl {

  private static final long serialVersionUID = 1;

  @Override
  public Identifier determineJoinTableName(ImplicitJoinTableNameSource source) {
    return toIdentifier(
        source.getOwningPhysicalTableName()
            + "_"
            + source.getAssociationOwningAttributePath().getProperty(),
        source.getBuildingContext());
  }
}
