package dev.veery.engine;

/** Which Veery this is. */
public final class Build {

  private Build() {}

  /** The version as it stands in the journal; {@code dev} where it was not built into a jar. */
  public static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
