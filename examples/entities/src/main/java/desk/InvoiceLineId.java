package desk;

import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

@Embeddable
public class InvoiceLineId implements Serializable {

  protected Long invoice;

  protected short line;

  @Override
  public boolean equals(Object other) {
    return other instanceof InvoiceLineId id
        && Objects.equals(id.invoice, invoice)
        && id.line == line;
  }

  @Override
  public int hashCode() {
    return Objects.hash(invoice, line);
  }
}
