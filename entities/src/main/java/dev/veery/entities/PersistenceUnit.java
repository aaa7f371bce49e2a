package dev.veery.entities;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A unit of a {@code META-INF/persistence.xml}. Hibernate reads them, too, but its way of handing
 * one out has changed from one release to the next, and it wants the data source to be there.
 *
 * @param root the folder or jar that the file is in
 * @param excludesUnlisted only the classes that it lists
 */
record PersistenceUnit(
    String name,
    Path root,
    List<String> classes,
    List<String> mappingFiles,
    List<String> jarFiles,
    boolean excludesUnlisted,
    Map<String, String> properties) {

  private static final String FILE = "META-INF/persistence.xml";

  /** Every unit of the class path. */
  static List<PersistenceUnit> all(ClassLoader loader) throws IOException {
    var units = new ArrayList<PersistenceUnit>();
    for (URL url : Collections.list(loader.getResources(FILE))) {
      try (InputStream in = url.openStream()) {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(in);
        for (Element unit : children(document.getDocumentElement(), "persistence-unit")) {
          units.add(of(unit, root(url)));
        }
      } catch (SAXException e) {
        throw new IOException(url + " is no persistence.xml: " + e.getMessage(), e);
      } catch (ParserConfigurationException e) {
        throw new IllegalStateException(e);
      }
    }
    return units;
  }

  private static Path root(URL url) {
    String text = url.toString();
    String base = text.substring(0, text.length() - FILE.length());
    if (base.startsWith("jar:")) {
      base = base.substring(4, base.indexOf("!/"));
    }
    return Path.of(java.net.URI.create(base));
  }

  private static PersistenceUnit of(Element unit, Path root) {
    var properties = new LinkedHashMap<String, String>();
    for (Element holder : children(unit, "properties")) {
      for (Element property : children(holder, "property")) {
        properties.put(property.getAttribute("name"), property.getAttribute("value"));
      }
    }
    List<String> excludes = texts(unit, "exclude-unlisted-classes");
    return new PersistenceUnit(
        unit.getAttribute("name"),
        root,
        texts(unit, "class"),
        texts(unit, "mapping-file"),
        texts(unit, "jar-file"),
        !excludes.isEmpty() && !excludes.getFirst().equals("false"),
        properties);
  }

  private static List<Element> children(Element parent, String name) {
    var found = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    return found;
  }

  private static List<String> texts(Element parent, String name) {
    return children(parent, name).stream()
        .map(element -> element.getTextContent().strip())
        .toList();
  }
}
