// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.PostgresSinkConnector;
import io.pgsink.Version;
import io.pgsink.docs.Markdown;
import io.pgsink.rig.PluginArchive;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is in the plugin archive, the zip that users unpack on {@code plugin.path}: the form that
 * Confluent's hub specifies, nothing that a worker has already, and the papers for what is bundled.
 */
final class PluginArchiveIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileSystem zip;
  private Path top;

  @BeforeEach
  void open() throws IOException {
    zip = FileSystems.newFileSystem(PluginArchive.zip());
    List<Path> folders = children(zip.getPath("/"));
    assertEquals(1, folders.size(), "one top folder: " + folders);
    top = folders.get(0);
  }

  @AfterEach
  void close() throws IOException {
    zip.close();
  }

  @Test
  void theManifestSaysAllThatTheHubAsksFor() throws IOException {
    JsonNode manifest = JSON.readTree(Files.readString(top.resolve("manifest.json")));
    for (String field :
        List.of(
            "name",
            "version",
            "title",
            "description",
            "logo",
            "documentation_url",
            "source_url",
            "release_date",
            "owner.username",
            "owner.name",
            "owner.type",
            "owner.url",
            "support.provider_name",
            "support.summary",
            "support.url",
            "license.0.name",
            "license.0.url",
            "requirements.0",
            "tags.0",
            "features.supported_encodings.0",
            "features.delivery_guarantee.1",
            "features.kafka_connect_api",
            "features.single_message_transforms",
            "features.confluent_control_center_integration")) {
      String text = manifest.at("/" + field.replace('.', '/')).asText();
      assertFalse(text.isBlank(), field + " is missing");
      assertFalse(text.contains("${"), field + " is not filled in: " + text);
    }
    assertEquals("sink", manifest.at("/component_types/0").asText());
    assertTrue(manifest.at("/owner/username").asText().matches("[a-z0-9_]{2,255}"));
    assertTrue(manifest.get("name").asText().matches("[a-z0-9-]{2,255}"));
    assertTrue(manifest.get("release_date").asText().matches("\\d{4}-\\d\\d-\\d\\d"));
    assertEquals(Version.current(), manifest.get("version").asText());
  }

  @Test
  void theLogoIsThereAndLargeEnough() throws IOException {
    JsonNode manifest = JSON.readTree(Files.readString(top.resolve("manifest.json")));
    for (String place : List.of("/logo", "/owner/logo", "/support/logo")) {
      try (InputStream file = Files.newInputStream(top.resolve(manifest.at(place).asText()))) {
        BufferedImage logo = ImageIO.read(file);
        assertTrue(logo.getWidth() >= 400, place + " is only " + logo.getWidth() + " wide");
        assertTrue(logo.getHeight() >= 200, place + " is only " + logo.getHeight() + " high");
      }
    }
  }

  @Test
  void onlyTheDriverThePoolAndTheJsonParserAreBundled() throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (Path jar : jars()) {
      kinds.add(name(jar).replaceFirst("-\\d.*", ""));
    }
    assertEquals(Set.of("HikariCP", "jackson-core", "pgsink", "postgresql"), kinds);
  }

  @Test
  void nothingShadowsWhatTheWorkerHas() throws IOException {
    List<String> shadows = new ArrayList<>();
    for (Path jar : jars()) {
      for (String entry : entries(jar)) {
        if (entry.startsWith("org/apache/kafka/") || entry.startsWith("org/slf4j/")) {
          shadows.add(name(jar) + ": " + entry);
        }
      }
    }
    assertEquals(List.of(), shadows);
  }

  @Test
  void theBillOfMaterialsListsTheBundledJars() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : bom().get("components")) {
      listed.put(jarOf(component), hash(component));
    }
    Map<String, String> bundled = new TreeMap<>();
    for (Path jar : bundledJars()) {
      bundled.put(name(jar), sha256(jar));
    }
    assertEquals(bundled, listed);
    assertEquals("pgsink", bom().at("/metadata/component/name").asText());
  }

  @Test
  void everyBundledJarComesWithItsLicence() throws IOException {
    Path list = top.resolve("doc/licences/THIRD-PARTY.md");
    for (JsonNode component : bom().get("components")) {
      String row =
          Files.readAllLines(list).stream()
              .filter(line -> line.contains("`lib/" + jarOf(component) + "`"))
              .collect(Collectors.joining());
      String licence = component.at("/licenses/0/license/id").asText();
      assertTrue(row.contains("| " + licence + " |"), jarOf(component) + ": " + licence);
    }
    for (String link : Markdown.read(list).links()) {
      assertTrue(Files.exists(list.resolveSibling(link).normalize()), link + " is missing");
    }
    Set<String> inside = new TreeSet<>();
    for (Path group : children(top.resolve("doc/licences/postgresql/licenses"))) {
      inside.add(name(group));
    }
    assertEquals(Set.of("com.ongres.scram", "com.ongres.stringprep"), inside);
  }

  @Test
  void theDocumentationInItLinksToItself() throws IOException {
    Set<String> broken = new TreeSet<>();
    try (Stream<Path> files = Files.walk(top.resolve("doc"))) {
      for (Path page : files.filter(file -> name(file).endsWith(".md")).toList()) {
        for (String link : Markdown.read(page).links()) {
          String file = link.replaceFirst("#.*", "");
          boolean leads =
              link.contains("://")
                  || file.isEmpty()
                  || Files.exists(page.resolveSibling(file).normalize());
          if (!leads) {
            broken.add(top.relativize(page) + ": " + link);
          }
        }
      }
    }
    assertEquals(Set.of(), broken);
  }

  @Test
  void theExamplesAreConnectors() throws IOException {
    List<Path> examples = new ArrayList<>();
    for (Path file : children(top.resolve("etc"))) {
      if (name(file).endsWith(".json")) {
        examples.add(file);
        JsonNode json = JSON.readTree(Files.readString(file));
        String connector = json.at("/config/connector.class").asText();
        assertEquals(PostgresSinkConnector.class.getName(), connector, name(file));
      }
    }
    assertTrue(examples.size() > 3, "only " + examples);
  }

  private JsonNode bom() throws IOException {
    return JSON.readTree(Files.readString(top.resolve("doc/sbom.cyclonedx.json")));
  }

  private static String jarOf(JsonNode component) {
    return component.get("name").asText() + "-" + component.get("version").asText() + ".jar";
  }

  private static String hash(JsonNode component) {
    for (JsonNode hash : component.get("hashes")) {
      if (hash.get("alg").asText().equals("SHA-256")) {
        return hash.get("content").asText();
      }
    }
    return "no SHA-256";
  }

  private List<Path> jars() throws IOException {
    return children(top.resolve("lib"));
  }

  /** The jars that others made. */
  private List<Path> bundledJars() throws IOException {
    return jars().stream().filter(jar -> !name(jar).startsWith("pgsink-")).toList();
  }

  private static List<String> entries(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** The last name of a path in the zip, which has a slash at its end for folders. */
  private static String name(Path path) {
    return path.getFileName().toString().replace("/", "");
  }
}
