package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real worker's validate endpoint, with the ready connector JSONs and with bad ones. */
@ExtendWith(FailureLogs.class)
final class ConfigFilesIT {
  private static final String SECRET = "marker-s3cret";

  private static TestDatabase database;
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();

  @BeforeAll
  static void createTables() {
    database = TestPostgres.shared().createDatabase("config_files");
    database.execute("CREATE TABLE customers (id bigint PRIMARY KEY, name text)");
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyReadyConnectorValidates(Path file) {
    Map<String, String> config = ConnectRest.configOf(file);
    config.put("name", "ready");
    config.putAll(Sinks.connection(database));
    assertEquals(Map.of(), rest.validationErrors(config));
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNeverEchoed() throws IOException {
    Map<String, String> config = Sinks.of(database, "t", "name=password-in-url");
    config.put("connection.url", database.url() + "?user=u&password=" + SECRET);
    assertTrue(rest.validationErrors(config).containsKey("connection.url"));
    String answer = rest.validationErrors(config).toString();
    assertFalse(answer.contains(SECRET), answer);
    String refusal = rest.refusal("password-in-url", config);
    assertFalse(refusal.contains(SECRET), refusal);
    assertFalse(Files.readString(worker.log()).contains(SECRET), "the secret is in the log");
  }

  @Test
  void urlParametersThatLoadClassesAreRefused() {
    Map<String, String> config = Sinks.of(database, "t", "name=load-classes");
    config.put("connection.url", database.url() + "?%73ocketFactory=com.example.Evil");
    assertTrue(rest.validationErrors(config).containsKey("connection.url"));
  }

  @Test
  void whatIsMissingIsNamed() {
    Map<String, String> config = Sinks.of(database, "t", "name=missing");
    config.remove("connection.url");
    assertTrue(rest.validationErrors(config).containsKey("connection.url"));
  }
}
