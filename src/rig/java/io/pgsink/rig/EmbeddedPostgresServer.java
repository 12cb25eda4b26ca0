// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/** PostgreSQL's own binaries, unpacked from a Maven artifact and started as child processes. */
final class EmbeddedPostgresServer implements PostgresServer {
  /** The superuser comes in without a password, as initdb leaves it; everybody else needs one. */
  private static final String HOST_RULES =
      """
      local all         all           trust
      host  all         postgres all  trust
      host  replication postgres all  trust
      host  all         all      all  scram-sha-256
      """;

  private final Path folder = Folders.temporary("pgsink-postgres");
  private final int port = Ports.free();
  private final Optional<Path> binaries;
  private final Map<String, String> settings;
  private EmbeddedPostgres process;
  private long pid;

  /**
   * A server that isn't started yet.
   *
   * @param binaries the artifact with the binaries; empty means that of the class path
   * @param settings server settings
   */
  EmbeddedPostgresServer(Optional<Path> binaries, Map<String, String> settings) {
    this.binaries = binaries;
    this.settings = settings;
  }

  @Override
  public void start() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(folder.resolve("data"))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setOutputRedirector(log())
            .setErrorRedirector(log())
            .setDataDirectoryCustomizer(EmbeddedPostgresServer::writeHostRules);
    settings.forEach(builder::setServerConfig);
    binaries.ifPresent(
        artifact ->
            builder.setPgBinaryResolver((system, machine) -> unpack(artifact, system, machine)));
    try {
      process = builder.start();
      pid = readPid();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start, see " + Logs.file("postgres"), e);
    }
    Reaper.kill(pid);
  }

  @Override
  public void stop() {
    try {
      process.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Reaper.spare(pid);
    process = null;
  }

  @Override
  public void kill() {
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    postmaster.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    // Its pg_ctl finds nobody to stop; this lets go of the lock on the data folder.
    stop();
    Await.until("sessions of the killed PostgreSQL end", () -> !Ports.isOpen(port));
  }

  @Override
  public void discard() {
    if (process != null) {
      stop();
    }
    Folders.delete(folder);
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return port;
  }

  private static InputStream unpack(Path artifact, String system, String machine)
      throws IOException {
    String entry = "postgres-%s-%s.txz".formatted(system, machine).toLowerCase(Locale.ROOT);
    try (ZipFile jar = new ZipFile(artifact.toFile())) {
      return new ByteArrayInputStream(jar.getInputStream(jar.getEntry(entry)).readAllBytes());
    }
  }

  private long readPid() throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).trim());
  }

  private static ProcessBuilder.Redirect log() {
    return ProcessBuilder.Redirect.appendTo(Logs.file("postgres").toFile());
  }

  private static void writeHostRules(File dataFolder) {
    try {
      Files.writeString(dataFolder.toPath().resolve("pg_hba.conf"), HOST_RULES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
