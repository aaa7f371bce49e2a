package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Table(
    indexes = {
      @Index(name = "ticket_customer_idx", columnList = "customer_id"),
      @Index(name = "ticket_state_idx", columnList = "state, opened_at desc")
    })
public class Ticket extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  protected UUID id;

  @Column(nullable = false, length = 200)
  protected String subject;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  protected TicketState state;

  /** A type of the database. */
  @Enumerated
  @JdbcTypeCode(SqlTypes.NAMED_ENUM)
  protected Channel channel;

  @Column(nullable = false)
  protected OffsetDateTime openedAt;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  protected Customer customer;

  @ManyToOne(fetch = FetchType.LAZY)
  protected Agent agent;

  @JdbcTypeCode(SqlTypes.JSON)
  protected Map<String, String> attributes;

  @ManyToMany
  @JoinTable(
      name = "ticket_tag",
      joinColumns = @JoinColumn(name = "ticket_id"),
      inverseJoinColumns = @JoinColumn(name = "tag_id"))
  protected Set<Tag> tags;
}
