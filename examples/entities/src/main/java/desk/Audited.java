package desk;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;

/** Who wants to know when a row was made, and that nobody changed it meanwhile. */
@MappedSuperclass
public abstract class Audited {

  @Column(nullable = false, updatable = false)
  protected Instant createdAt;

  protected Instant changedAt;

  @Version protected int version;
}
