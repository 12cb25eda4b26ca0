// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of TLS, before the driver opens them: it would read a device or a pipe without end. The
 * answer is the same for all reasons, since whoever may create a connector needn't learn which
 * files a worker has.
 */
public final class TlsFiles {
  private static final long MOST_BYTES = 1 << 20;

  private TlsFiles() {}

  /** What is wrong, by option. */
  public static Map<String, String> faults(ConnectionConfig config) {
    TlsConfig tls = config.tls();
    Map<String, String> faults = new LinkedHashMap<>();
    check("connection.sslrootcert", tls.rootCertificate(), faults);
    check("connection.sslcert", tls.certificate(), faults);
    check("connection.sslkey", tls.key(), faults);
    return faults;
  }

  private static void check(String option, Optional<String> file, Map<String, String> faults) {
    if (file.isPresent() && !isUsable(file.get())) {
      faults.put(
          option,
          option
              + " names a file that this worker can't read; put it there on every worker, as a"
              + " regular file of at most 1 MB, readable for the worker's user");
    }
  }

  /** Files of size 0, as those of /proc are, hold no certificate either. */
  private static boolean isUsable(String file) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        return false;
      }
      long size = Files.size(path);
      return size > 0 && size <= MOST_BYTES;
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
