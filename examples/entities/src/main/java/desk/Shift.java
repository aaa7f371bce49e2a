package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.DayOfWeek;
import java.time.LocalTime;
import org.hibernate.annotations.ColumnDefault;

@Entity
public class Shift {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  protected Long id;

  @ManyToOne(optional = false)
  protected Agent agent;

  @Enumerated(EnumType.STRING)
  @Column(length = 9)
  protected DayOfWeek day;

  protected LocalTime beginsAt;

  protected LocalTime endsAt;

  @ColumnDefault("false")
  protected boolean remote;
}
