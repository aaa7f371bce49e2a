package desk;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.time.LocalDate;
import java.util.Set;

@Entity
public class Agent extends Person {

  protected LocalDate hiredOn;

  @Embedded
  @AttributeOverride(name = "amount", column = @Column(name = "salary", precision = 10, scale = 2))
  @AttributeOverride(name = "currency", column = @Column(name = "salary_currency", length = 3))
  protected Money salary;

  @ManyToMany
  @JoinTable(name = "agent_skill")
  protected Set<Skill> skills;
}
