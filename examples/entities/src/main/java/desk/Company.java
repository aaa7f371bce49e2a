package desk;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.Set;

@Entity
public class Company extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  protected Long id;

  @Column(nullable = false)
  protected String name;

  @Embedded protected Address address;

  @Embedded
  @AttributeOverride(name = "street", column = @Column(name = "billing_street", length = 120))
  @AttributeOverride(
      name = "postalCode",
      column = @Column(name = "billing_postal_code", length = 20))
  @AttributeOverride(name = "city", column = @Column(name = "billing_city", length = 80))
  @AttributeOverride(name = "country", column = @Column(name = "billing_country", length = 2))
  protected Address billing;

  @OneToMany(mappedBy = "company")
  protected Set<Contract> contracts;
}
