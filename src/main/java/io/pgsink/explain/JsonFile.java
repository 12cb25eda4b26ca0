package io.pgsink.explain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of JSON that somebody named on the command line. */
final class JsonFile {
  private JsonFile() {}

  /** Its text. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Trouble("can't read " + file + ": " + e.getClass().getSimpleName());
    }
  }

  /** Says where it isn't JSON. */
  static Trouble unreadable(Path file, JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    String place =
        location == null
            ? ""
            : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    return new Trouble(file + place + ": not JSON: " + e.getOriginalMessage());
  }
}
