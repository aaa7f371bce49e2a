package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Skill {

  @Id
  @Column(length = 40)
  protected String code;

  @Column(nullable = false)
  protected String title;
}
