package desk;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import java.util.Set;

@Entity
public class Customer extends Person {

  @ManyToOne(fetch = FetchType.LAZY)
  protected Company company;

  /** By its place in the enum. */
  protected Loyalty loyalty;

  @ElementCollection
  @CollectionTable(name = "customer_phone")
  @Column(name = "phone", length = 40)
  protected Set<String> phones;
}
