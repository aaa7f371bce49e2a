package desk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import java.util.Set;
import org.hibernate.annotations.NaturalId;

@Entity
public class Article extends Audited {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  protected Long id;

  @NaturalId
  @Column(length = 120, nullable = false)
  protected String slug;

  @Column(nullable = false)
  protected String title;

  @Column(length = 100000)
  protected String text;

  @ManyToOne protected Category category;

  @ManyToMany
  @JoinTable(name = "article_product")
  protected Set<Product> products;
}
