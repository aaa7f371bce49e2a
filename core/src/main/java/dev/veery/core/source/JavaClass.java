package dev.veery.core.source;

import dev.veery.core.migration.Version;

/**
 * A migration that is a Java class, as it was found on the class path.
 *
 * @param version its identity
 * @param name what people call it
 * @param className its binary name
 * @param hash changes when the class does, in hex; empty where nobody knows
 */
public record JavaClass(Version version, String name, String className, String hash) {}
