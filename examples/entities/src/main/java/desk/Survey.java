package desk;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToOne;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;

@Entity
public class Survey {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  protected UUID id;

  @OneToOne(optional = false)
  protected Ticket ticket;

  protected ZonedDateTime answeredAt;

  @ElementCollection
  @CollectionTable(name = "survey_answer")
  @MapKeyColumn(name = "question", length = 100)
  @Column(name = "answer", length = 2000)
  protected Map<String, String> answers;

  protected Double score;
}
