package dev.veery.entities;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.jdbc.spi.JdbcServices;

/**
 * The DDL as Hibernate would run it, written to a text instead. A session factory is built for it
 * and not only the metadata: what listens to that (Bean Validation, which makes columns NOT NULL,
 * and Envers, which adds tables) belongs to the schema. No database is reached.
 */
final class HibernateDdl {

  /** What would reach a database or another service, and what only matters to one that runs. */
  private static final List<String> LEFT_OUT =
      List.of(
          "hibernate.connection.",
          "jakarta.persistence.jdbc.",
          "jakarta.persistence.jtaDataSource",
          "jakarta.persistence.nonJtaDataSource",
          "javax.persistence.",
          "jakarta.persistence.schema-generation.",
          "jakarta.persistence.sql-load-script-source",
          "hibernate.hbm2ddl.auto",
          "hibernate.hbm2ddl.import_files",
          "hibernate.hbm2ddl.delimiter",
          "hibernate.hikari.",
          "hibernate.agroal.",
          "hibernate.c3p0.",
          "hibernate.cache.",
          "hibernate.javax.cache.",
          "hibernate.generate_statistics",
          "hibernate.jndi.",
          "hibernate.transaction.",
          "hibernate.multi_tenant_connection_provider",
          "hibernate.session_factory.",
          "hibernate.ejb.",
          "hibernate.search.",
          "hibernate.show_sql",
          "hibernate.format_sql");

  private static final String CONFIGURATION = "hibernate.cfg.xml";

  private HibernateDdl() {}

  /**
   * @param settings over those of a {@code hibernate.properties} on the class path
   * @param configured whether a {@code hibernate.cfg.xml} is the application's own, too
   * @throws NotPostgres when the dialect is that of something else
   */
  static String of(
      List<Class<?>> classes,
      List<String> packages,
      List<String> mappingFiles,
      Map<String, String> settings,
      boolean configured,
      int major) {
    // Begins with what a hibernate.properties on the class path says.
    var builder = new StandardServiceRegistryBuilder();
    if (configured
        && Thread.currentThread().getContextClassLoader().getResource(CONFIGURATION) != null) {
      builder.configure(CONFIGURATION);
    }
    Map<String, Object> all = builder.getSettings();
    all.putAll(settings);
    all.keySet().removeIf(name -> LEFT_OUT.stream().anyMatch(name::startsWith));
    all.put("hibernate.boot.allow_jdbc_metadata_access", "false");
    all.put("hibernate.temp.use_jdbc_metadata_defaults", "false");
    if (!all.containsKey("hibernate.dialect")) {
      all.put("jakarta.persistence.database-product-name", "PostgreSQL");
      all.put("jakarta.persistence.database-product-version", Integer.toString(major));
      all.put("jakarta.persistence.database-major-version", Integer.toString(major));
      all.put("jakarta.persistence.database-minor-version", "0");
    }
    all.put("hibernate.cache.use_second_level_cache", "false");
    all.put("hibernate.cache.use_query_cache", "false");
    all.put("hibernate.search.enabled", "false");
    all.put("hibernate.query.startup_check", "false");
    var script = new StringWriter();
    all.put("jakarta.persistence.schema-generation.database.action", "none");
    all.put("jakarta.persistence.schema-generation.scripts.action", "create");
    all.put("jakarta.persistence.schema-generation.scripts.create-target", script);
    all.put("jakarta.persistence.schema-generation.create-source", "metadata");
    all.put("jakarta.persistence.create-database-schemas", "true");
    all.put("hibernate.hbm2ddl.skip_default_import_file", "true");
    all.put("hibernate.hbm2ddl.delimiter", ";");
    all.put("hibernate.format_sql", "true");

    StandardServiceRegistry registry = builder.build();
    try {
      refuseOthers(registry);
      var sources = new MetadataSources(registry);
      classes.forEach(sources::addAnnotatedClass);
      packages.forEach(sources::addPackage);
      mappingFiles.forEach(sources::addResource);
      Metadata metadata = sources.buildMetadata();
      SessionFactory factory = metadata.buildSessionFactory();
      factory.close();
      return script.toString();
    } finally {
      StandardServiceRegistryBuilder.destroy(registry);
    }
  }

  private static void refuseOthers(StandardServiceRegistry registry) {
    Dialect dialect = Objects.requireNonNull(registry.getService(JdbcServices.class)).getDialect();
    // By its name, as not every release of Hibernate has it.
    boolean isKin = dialect.getClass().getSimpleName().startsWith("Cockroach");
    if (!(dialect instanceof PostgreSQLDialect) && !isKin) {
      throw new NotPostgres(dialect.getClass().getName());
    }
  }

  /** The dialect of the application writes DDL that a PostgreSQL does not read. */
  static final class NotPostgres extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotPostgres(String dialect) {
      super("hibernate.dialect is " + dialect);
    }
  }
}
