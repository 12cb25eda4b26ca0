// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of JSON that somebody named on the command line. */
final class JsonFile {
  private JsonFile() {}

  /** Its text. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new Trouble("can't read " + file + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new Trouble("can't read " + file + ": you may not");
    } catch (MalformedInputException e) {
      throw new Trouble("can't read " + file + ": it isn't text in UTF-8");
    } catch (IOException e) {
      throw new Trouble(
          "can't read "
              + file
              + (Files.isDirectory(file) ? ": it is a folder" : ": " + e.getMessage()));
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
