package desk;

import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** Opens a ticket, once Hibernate has found that the schema is what the entities need. */
public final class Desk {

  private Desk() {}

  /**
   * @param arguments the JDBC URL, the role and its password
   */
  public static void main(String[] arguments) throws IOException, URISyntaxException {
    var settings =
        new StandardServiceRegistryBuilder()
            .applySetting("jakarta.persistence.jdbc.url", arguments[0])
            .applySetting("jakarta.persistence.jdbc.user", arguments[1])
            .applySetting("jakarta.persistence.jdbc.password", arguments[2])
            .applySetting("hibernate.hbm2ddl.auto", "validate")
            .applySetting("hibernate.connection.pool_size", "1");
    var sources = new MetadataSources(settings.build());
    mapped().forEach(sources::addAnnotatedClass);
    try (SessionFactory factory = sources.buildMetadata().buildSessionFactory()) {
      factory.inTransaction(
          session -> {
            var customer = new Customer();
            customer.name = "Ada";
            customer.createdAt = Instant.now();
            customer.phones = Set.of("+44 20 7946 0000");
            session.persist(customer);
            var tag = new Tag();
            tag.name = "tag " + System.nanoTime();
            session.persist(tag);
            var ticket = new Ticket();
            ticket.subject = "The door is stuck";
            ticket.state = TicketState.OPEN;
            ticket.channel = Channel.MAIL;
            ticket.openedAt = OffsetDateTime.now();
            ticket.createdAt = Instant.now();
            ticket.customer = customer;
            ticket.tags = Set.of(tag);
            given(ticket);
            session.persist(ticket);
          });
      factory.inSession(
          session ->
              System.out.println(
                  session.createQuery("select count(*) from Ticket", Long.class).getSingleResult()
                      + " tickets, "
                      + factory.getMetamodel().getEntities().size()
                      + " entities"));
    }
  }

  /** What an enum of a later release asks for. */
  private static void given(Ticket ticket) {
    try {
      var field = Ticket.class.getDeclaredField("priority");
      field.set(ticket, field.getType().getEnumConstants()[0]);
    } catch (ReflectiveOperationException e) {
      // Tickets have no priority yet.
    }
  }

  private static List<Class<?>> mapped() throws IOException, URISyntaxException {
    Path classes = Path.of(Desk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("desk"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class"))
          .<Class<?>>map(file -> load("desk." + file.substring(0, file.length() - 6)))
          .filter(
              type ->
                  type.isAnnotationPresent(Entity.class)
                      || type.isAnnotationPresent(MappedSuperclass.class)
                      || type.isAnnotationPresent(Embeddable.class)
                      || type.isAnnotationPresent(Converter.class))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
