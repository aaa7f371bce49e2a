package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;

/** Full text search. */
public sealed interface TextSearch extends SchemaObject {

  /** A parser: its functions by the words of {@code CREATE TEXT SEARCH PARSER} in lower case. */
  record Parser(ObjectId id, Attributes attributes, Map<String, String> functions)
      implements TextSearch {
    public Parser {
      functions = SchemaObject.copy(functions);
    }
  }

  /** A template; {@code init} is empty where there is none. */
  record Template(ObjectId id, Attributes attributes, String init, String lexize)
      implements TextSearch {}

  /**
   * A dictionary.
   *
   * @param template qualified SQL name
   * @param options as stored: {@code language = 'english', stopwords = 'english'}
   */
  record Dictionary(ObjectId id, Attributes attributes, String template, String options)
      implements TextSearch {}

  /**
   * A configuration.
   *
   * @param parser qualified SQL name
   * @param mappings token type to dictionaries, qualified SQL names in order
   */
  record Configuration(
      ObjectId id, Attributes attributes, String parser, Map<String, List<String>> mappings)
      implements TextSearch {
    public Configuration {
      mappings = SchemaObject.copy(mappings);
    }
  }
}
