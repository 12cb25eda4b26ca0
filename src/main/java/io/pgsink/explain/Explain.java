// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.Version;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code bin/pgsink explain}: what a connector would do, without Kafka and without changing
 * anything. Ends with 0 when nothing is wrong, 1 when something was found, 2 when it was called
 * wrongly.
 *
 * <p>A program of its own on the class path of a Kafka installation, which has Connect's JSON
 * converter and its JSON parser. Nothing of the connector uses it.
 */
public final class Explain {
  static final int WRONG_CALL = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Explain() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    try {
      System.exit(run(List.of(arguments), out));
    } catch (Trouble trouble) {
      err.println("pgsink: " + trouble.getMessage());
      System.exit(WRONG_CALL);
    }
  }

  /**
   * What was asked for.
   *
   * @param connector the connector's file
   * @param sample the records' file
   * @param offline whether the database is left alone
   * @param overrides other values of options
   */
  private record Command(
      Path connector, Optional<Path> sample, boolean offline, Map<String, String> overrides) {}

  private static int run(List<String> arguments, PrintStream out) {
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      out.println(ExplainUsage.TEXT);
      return arguments.isEmpty() ? WRONG_CALL : 0;
    }
    switch (arguments.get(0)) {
      case "version" -> {
        out.println(Version.current());
        return 0;
      }
      case "explain" -> {
        Command command = command(arguments.subList(1, arguments.size()));
        Map<String, String> options = options(command.connector());
        options.putAll(command.overrides());
        if (options.getOrDefault("connection.password", "").startsWith("${")) {
          String password = System.getenv("PGPASSWORD");
          if (password != null) {
            options.put("connection.password", password);
          }
        }
        ExplainRun run = new ExplainRun(options, command.offline(), out);
        return run.explain(command.sample()) ? 0 : 1;
      }
      default ->
          throw new Trouble("unknown command \"" + arguments.get(0) + "\"\n" + ExplainUsage.TEXT);
    }
  }

  private static Command command(List<String> arguments) {
    List<String> files = new ArrayList<>();
    Optional<Path> sample = Optional.empty();
    boolean offline = false;
    Map<String, String> overrides = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--offline" -> offline = true;
        case "--sample" -> {
          i++;
          sample = Optional.of(Path.of(value(arguments, i, argument)));
        }
        case "--set" -> {
          i++;
          String setting = value(arguments, i, argument);
          int equals = setting.indexOf('=');
          if (equals < 1) {
            throw new Trouble("--set takes OPTION=VALUE, not \"" + setting + '"');
          }
          overrides.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        default -> {
          if (argument.startsWith("-")) {
            throw new Trouble("unknown option " + argument + "\n" + ExplainUsage.TEXT);
          }
          files.add(argument);
        }
      }
    }
    if (files.size() != 1) {
      throw new Trouble(
          "explain takes one connector file, not " + files.size() + "\n" + ExplainUsage.TEXT);
    }
    return new Command(Path.of(files.get(0)), sample, offline, overrides);
  }

  private static String value(List<String> arguments, int index, String option) {
    if (index >= arguments.size()) {
      throw new Trouble(option + " needs a value");
    }
    return arguments.get(index);
  }

  /** The options of a connector's file, as texts, as Connect takes them. */
  private static Map<String, String> options(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(JsonFile.text(file));
    } catch (JsonProcessingException e) {
      throw JsonFile.unreadable(file, e);
    }
    JsonNode config = root.path("config").isObject() ? root.get("config") : root;
    if (!config.isObject()) {
      throw new Trouble(file + " holds no object; it must be {\"name\": …, \"config\": {…}}");
    }
    Map<String, String> options = new LinkedHashMap<>();
    if (root.path("name").isTextual()) {
      options.put("name", root.get("name").asText());
    }
    config
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (config.get(name).isContainerNode()) {
                throw new Trouble(file + ": option " + name + " is not a text, number or boolean");
              }
              options.put(name, config.get(name).asText());
            });
    return options;
  }
}
