package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;

@Entity
@Table(
    uniqueConstraints = @UniqueConstraint(columnNames = {"person_id", "channel", "topic"}),
    indexes = @Index(columnList = "topic"))
public class Subscription {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  protected Long id;

  @ManyToOne(optional = false)
  protected Person person;

  @Enumerated(EnumType.STRING)
  protected Channel channel;

  @Column(nullable = false, length = 100)
  protected String topic;
}
