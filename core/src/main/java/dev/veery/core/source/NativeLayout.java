package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import java.util.List;

/**
 * Veery's own: {@code 20260901121000_name.sql}, one file per migration with sections in it, or with
 * the up direction alone. node-pg-migrate's SQL files look the same. {@code R__name.sql} runs again
 * whenever it changes.
 */
final class NativeLayout implements Layout {

  @Override
  public String name() {
    return "veery";
  }

  @Override
  public String description() {
    return "one file per migration, with sections '-- Up Migration' and '-- Down Migration'";
  }

  @Override
  public List<String> detect(Listing listing) {
    return Evidence.of(
        Evidence.marked(listing, NativeMarkers.INSTANCE),
        "has a section '-- Up Migration'",
        "files have a section '-- Up Migration'");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    SingleFiles.read(listing, assembly, NativeMarkers.INSTANCE, true);
    for (SqlFile file : listing.rollbacks().values()) {
      assembly.warn(
          ErrorCode.FILE_NAME_MALFORMED,
          file.file().shown()
              + " is not read: in this layout the down is a section of the up's file",
          file.file(),
          "set layout = \"paired\" in veery.toml to keep it in a file of its own");
    }
  }
}
