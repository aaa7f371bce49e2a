package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Table(indexes = @Index(name = "contract_company_idx", columnList = "company_id, runs_until"))
public class Contract {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  protected UUID id;

  @ManyToOne(optional = false)
  protected Company company;

  @Column(nullable = false)
  protected LocalDate runsFrom;

  protected LocalDate runsUntil;

  @JdbcTypeCode(SqlTypes.INTERVAL_SECOND)
  protected Duration answersWithin;

  @Embedded protected Money fee;
}
