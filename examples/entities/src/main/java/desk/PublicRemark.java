package desk;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;

@Entity
@DiscriminatorValue("public")
public class PublicRemark extends Remark {

  protected boolean sentByMail;
}
