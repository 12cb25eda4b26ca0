package io.pgsink.faults;

import io.pgsink.rig.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** PgBouncer in transaction mode between the connector and PostgreSQL; needs its program. */
final class PoolerNemesis {
  private static final Optional<Path> PROGRAM =
      Commands.find("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer");

  private PoolerNemesis() {}

  static List<Nemesis> all() {
    return PROGRAM.isEmpty()
        ? List.of()
        : List.of(
            Nemesis.of("F57", "PgBouncer killed and started", PoolerNemesis::restart)
                .with("connection.prepare.threshold", "0"));
  }

  private static void restart(Stage stage) throws IOException {
    int port = freePort();
    Path folder = Files.createTempDirectory("pgsink-pgbouncer");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path settings = folder.resolve("pgbouncer.ini");
    Path users = folder.resolve("users.txt");
    Files.writeString(users, "\"%s\" \"%s\"\n".formatted(Tables.ROLE, Tables.PASSWORD));
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 4
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(stage.postgres().port(), port, users));
    Process pooler = start(settings, port);
    try {
      stage.proxy().redirect("127.0.0.1", port);
      stage.awaitRows(500);
      stage.duringSeconds(3);
      pooler.destroyForcibly();
      stage.duringSeconds(2);
      pooler = start(settings, port);
      stage.awaitRows(500);
    } finally {
      stage.proxy().redirect(stage.postgres().host(), stage.postgres().port());
      pooler.destroyForcibly();
    }
  }

  /** It refuses to run as root; any other user will do. */
  private static Process start(Path settings, int port) throws IOException {
    Process process =
        Commands.start(
            settings.resolveSibling("pgbouncer.log").toFile(),
            PROGRAM.orElseThrow().toString(),
            "-u",
            System.getProperty("user.name").equals("root")
                ? "nobody"
                : System.getProperty("user.name"),
            settings.toString());
    Await.until(
        "PgBouncer answers",
        () -> {
          try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return open.isConnected();
          }
        });
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
