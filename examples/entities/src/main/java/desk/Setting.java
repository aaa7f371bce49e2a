package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
public class Setting {

  @Id
  @Column(length = 60)
  protected String name;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  protected Map<String, Object> value;
}
