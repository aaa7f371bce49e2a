package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import java.time.LocalDate;

/** An agent in a team: a composite key of two references. */
@Entity
@IdClass(MembershipId.class)
public class Membership {

  @Id
  @ManyToOne(optional = false)
  protected Agent agent;

  @Id
  @ManyToOne(optional = false)
  protected Team team;

  protected boolean lead;

  @Column(nullable = false)
  protected LocalDate since;
}
