// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PgBouncer in transaction mode in front of a server, for machines that have one installed. */
public final class PgBouncer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final Path settings;
  private final int port = Ports.free();
  private Process process;

  private PgBouncer(Path settings) {
    this.settings = settings;
  }

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Starts one with two server connections per database and no support of prepared statements. */
  public static PgBouncer start(TestDatabase database) {
    try {
      Path folder = Folders.temporary("pgsink-pgbouncer");
      PgBouncer bouncer = new PgBouncer(folder.resolve("pgbouncer.ini"));
      Files.writeString(
          bouncer.settings,
          """
          [databases]
          * = host=%s port=%d user=%s password=%s
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = any
          pool_mode = transaction
          default_pool_size = 2
          """
              .formatted(
                  database.host().equals("localhost") ? "127.0.0.1" : database.host(),
                  database.port(),
                  database.user(),
                  database.password(),
                  bouncer.port));
      // it refuses to run as root, and then reads its file as somebody else
      folder.toFile().setExecutable(true, false);
      folder.toFile().setReadable(true, false);
      bouncer.settings.toFile().setReadable(true, false);
      bouncer.startAgain();
      return bouncer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it on the same port. */
  public void startAgain() {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(Logs.file("pgbouncer").toFile()))
              .start();
      Reaper.kill(process.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("PgBouncer accepts connections", () -> Ports.isOpen(port));
  }

  /** The same database, reached through it. */
  public TestDatabase of(TestDatabase database) {
    return new TestDatabase(
        "127.0.0.1", port, database.name(), database.user(), database.password());
  }

  /** Ends it at once, with all of its connections. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Reaper.spare(process.pid());
  }

  @Override
  public void close() {
    kill();
    Folders.delete(settings.getParent());
  }
}
