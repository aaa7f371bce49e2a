package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

@Embeddable
public class Address {

  @Column(length = 120)
  protected String street;

  @Column(length = 20)
  protected String postalCode;

  @Column(length = 80)
  protected String city;

  @Column(length = 2)
  protected String country;
}
