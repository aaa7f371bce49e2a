package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import java.time.LocalDate;
import java.time.LocalDateTime;

@Entity
public class Invoice extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "invoice_number")
  @SequenceGenerator(
      name = "invoice_number",
      sequenceName = "invoice_number",
      initialValue = 1000,
      allocationSize = 1)
  protected Long number;

  @ManyToOne(optional = false)
  protected Company company;

  @Column(nullable = false)
  protected LocalDate issuedOn;

  protected LocalDateTime paidAt;
}
