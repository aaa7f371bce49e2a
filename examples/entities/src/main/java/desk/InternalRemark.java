package desk;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;

@Entity
@DiscriminatorValue("internal")
public class InternalRemark extends Remark {

  @ManyToOne protected Team team;
}
