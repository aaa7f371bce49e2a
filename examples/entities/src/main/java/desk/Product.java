package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Table(
    uniqueConstraints =
        @UniqueConstraint(name = "product_code_key", columnNames = {"category_id", "code"}))
public class Product extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  protected Long id;

  @ManyToOne protected Category category;

  @Column(nullable = false, length = 30)
  protected String code;

  @Embedded protected Money price;

  protected Weight weight;

  @JdbcTypeCode(SqlTypes.ARRAY)
  protected List<String> keywords;
}
