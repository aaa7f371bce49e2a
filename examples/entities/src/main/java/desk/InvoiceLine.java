package desk;

import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;

@Entity
public class InvoiceLine {

  @EmbeddedId protected InvoiceLineId id;

  @MapsId("invoice")
  @ManyToOne(optional = false)
  protected Invoice invoice;

  @ManyToOne protected Product product;

  protected int quantity;

  @Embedded protected Money price;
}
