package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.SequenceGenerator;

/** Customers and agents: a table for what they share, and one for each. */
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
public abstract class Person extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "person_seq")
  @SequenceGenerator(name = "person_seq", sequenceName = "person_seq", allocationSize = 20)
  protected Long id;

  @Column(nullable = false)
  protected String name;

  @Column(unique = true, length = 254)
  protected String email;
}
