package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;

@Entity
public class LinkAttachment extends Attachment {

  @Column(nullable = false, length = 2000)
  protected String url;
}
