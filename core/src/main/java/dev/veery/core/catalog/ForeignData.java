package dev.veery.core.catalog;

import java.util.Map;

/** Foreign data objects other than {@link Relation.Table foreign tables}. */
public sealed interface ForeignData extends SchemaObject {

  /** A wrapper; handler and validator are functions, empty where there is none. */
  record Wrapper(
      ObjectId id,
      Attributes attributes,
      String handler,
      String validator,
      Map<String, String> options)
      implements ForeignData {
    public Wrapper {
      options = SchemaObject.copy(options);
    }
  }

  /** A server; type and version are empty where there is none. */
  record Server(
      ObjectId id,
      Attributes attributes,
      String wrapper,
      String type,
      String version,
      Map<String, String> options)
      implements ForeignData {
    public Server {
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A user mapping.
   *
   * @param user a role, or the empty string for PUBLIC
   * @param options values of secrets are replaced by {@link #HIDDEN}
   */
  record UserMapping(
      ObjectId id, Attributes attributes, String user, String server, Map<String, String> options)
      implements ForeignData {
    public UserMapping {
      options = SchemaObject.copy(options);
    }
  }

  /** Stands where a server would have told a password: it is never read into a catalog. */
  String HIDDEN = "hidden";
}
