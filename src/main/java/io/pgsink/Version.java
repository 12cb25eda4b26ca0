// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that this build was given. */
public final class Version {
  private static final String CURRENT = read();

  private Version() {}

  /** As Maven numbers it, for example 1.0.0. */
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
