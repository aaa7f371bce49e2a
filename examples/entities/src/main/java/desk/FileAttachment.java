package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;

@Entity
public class FileAttachment extends Attachment {

  @Column(nullable = false)
  protected byte[] content;

  protected long size;
}
