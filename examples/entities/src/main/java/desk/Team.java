package desk;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Set;

@Entity
@Table(uniqueConstraints = @UniqueConstraint(name = "team_name_key", columnNames = "name"))
public class Team {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  protected Long id;

  @Column(nullable = false, length = 80)
  protected String name;

  protected LocalTime opensAt;

  protected LocalTime closesAt;

  @ElementCollection
  @CollectionTable(name = "team_holiday")
  @Column(name = "day")
  protected Set<LocalDate> holidays;
}
