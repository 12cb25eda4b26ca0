// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The names that a worker's JVM knows, in place of DNS. */
final class HostsFile {
  /** The name of the database's host. */
  static final String DATABASE = "database.test";

  private static final String LOOPBACK = "127.0.0.1";

  private final Path file;

  private HostsFile(Path file) {
    this.file = file;
  }

  static HostsFile create() {
    try {
      Path file = Files.createTempFile("pgsink-hosts", "");
      file.toFile().deleteOnExit();
      HostsFile hosts = new HostsFile(file);
      hosts.heal();
      return hosts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of a JVM that looks names up here, and soon again. */
  List<String> options() {
    return List.of(
        "-Djdk.net.hosts.file=" + file,
        "-Dsun.net.inetaddr.ttl=2",
        "-Dsun.net.inetaddr.negative.ttl=1");
  }

  /** The database's host is where it was at first. */
  void heal() {
    move(LOOPBACK);
  }

  /** The database's host has another address. */
  void move(String address) {
    write(address + " " + DATABASE + "\n");
  }

  /** Nobody knows the database's host. */
  void forget() {
    write("");
  }

  private void write(String more) {
    try {
      Path next = Files.createTempFile("pgsink-hosts", "");
      String self = InetAddress.getLocalHost().getHostName();
      Files.writeString(next, LOOPBACK + " localhost " + self + "\n" + more);
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
