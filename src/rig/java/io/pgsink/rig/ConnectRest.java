// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Connect worker's REST API. */
public final class ConnectRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  ConnectRest(String address) {
    this.address = address;
  }

  /** The connector JSON of a file in {@code config/}: its {@code config} object. */
  public static Map<String, String> configOf(Path file) {
    try {
      Map<String, String> config = new LinkedHashMap<>();
      JSON.readTree(Files.readString(file))
          .get("config")
          .properties()
          .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return address;
  }

  /** The worker's version, such as 4.3.1. */
  public String version() {
    return json(call("GET", "/", null)).get("version").asText();
  }

  /** Names of the connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    json(call("GET", "/connectors", null)).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Names of the connector classes that the worker found. */
  public List<String> plugins() {
    List<String> classes = new ArrayList<>();
    json(call("GET", "/connector-plugins", null))
        .forEach(plugin -> classes.add(plugin.get("class").asText()));
    return classes;
  }

  /** Creates the connector, or gives it another configuration. */
  public void put(String connector, Map<String, String> config) {
    String path = "/connectors/" + connector + "/config";
    // 409 says that a rebalance is under way.
    Await.until(
        "connector " + connector + " accepted",
        () -> {
          HttpResponse<String> response = send("PUT", path, config);
          if (response.statusCode() == 409) {
            return false;
          }
          if (response.statusCode() >= 300) {
            throw new Await.Hopeless(response.statusCode() + ": " + response.body());
          }
          return true;
        });
  }

  /** The worker's answer to a configuration that it must refuse. */
  public String refusal(String connector, Map<String, String> config) {
    HttpResponse<String> response = send("PUT", "/connectors/" + connector + "/config", config);
    if (response.statusCode() != 400) {
      throw new AssertionError("not refused: " + response.statusCode());
    }
    return response.body();
  }

  /** The options of a connector class, as a form is made from them. */
  public JsonNode definition(String connectorClass) {
    return json(call("GET", "/connector-plugins/" + connectorClass + "/config", null));
  }

  /** The answer to {@code PUT …/config/validate}. */
  public JsonNode validate(Map<String, String> config) {
    return json(
        call(
            "PUT",
            "/connector-plugins/" + config.get("connector.class") + "/config/validate",
            config));
  }

  /** Errors of {@link #validate} by option; empty when the configuration is good. */
  public Map<String, List<String>> validationErrors(Map<String, String> config) {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    for (JsonNode option : validate(config).get("configs")) {
      List<String> texts = new ArrayList<>();
      option.get("value").get("errors").forEach(text -> texts.add(text.asText()));
      if (!texts.isEmpty()) {
        errors.put(option.get("value").get("name").asText(), texts);
      }
    }
    return errors;
  }

  /** The answer to {@code GET …/status}. */
  public JsonNode status(String connector) {
    return json(call("GET", "/connectors/" + connector + "/status", null));
  }

  /** Waits until the connector and so many tasks are RUNNING; ends at once when one has FAILED. */
  public void awaitRunning(String connector, int tasks) {
    Await.until(
        "connector " + connector + " runs with " + tasks + " tasks",
        PATIENCE,
        () -> {
          JsonNode status = failIfFailed(connector);
          int running = 0;
          for (JsonNode task : status.get("tasks")) {
            if (task.get("state").asText().equals("RUNNING")) {
              running++;
            }
          }
          return status.get("connector").get("state").asText().equals("RUNNING")
              && status.get("tasks").size() == tasks
              && running == tasks;
        });
  }

  /** Returns the status, unless the connector or a task has FAILED: that ends every wait. */
  public JsonNode failIfFailed(String connector) {
    JsonNode status = status(connector);
    if (status.toString().contains("\"FAILED\"")) {
      throw new Await.Hopeless("connector " + connector + " failed: " + status.toPrettyString());
    }
    return status;
  }

  /** Waits until a task of the connector has FAILED, and returns its trace. */
  public String awaitFailed(String connector) {
    String[] trace = new String[1];
    Await.until(
        "a task of connector " + connector + " fails",
        PATIENCE,
        () -> {
          for (JsonNode task : status(connector).get("tasks")) {
            if (task.get("state").asText().equals("FAILED")) {
              trace[0] = task.get("trace").asText();
            }
          }
          return trace[0] != null;
        });
    return trace[0];
  }

  public void pause(String connector) {
    call("PUT", "/connectors/" + connector + "/pause", null);
  }

  public void resume(String connector) {
    call("PUT", "/connectors/" + connector + "/resume", null);
  }

  /** Stops the connector: its tasks go, its offsets can be altered. */
  public void stop(String connector) {
    call("PUT", "/connectors/" + connector + "/stop", null);
  }

  /** Restarts the connector and all of its tasks. */
  public void restart(String connector) {
    call("POST", "/connectors/" + connector + "/restart?includeTasks=true", null);
  }

  public void delete(String connector) {
    call("DELETE", "/connectors/" + connector, null);
  }

  /** Deletes the connector if it exists. */
  public void deleteIfThere(String connector) {
    if (connectors().contains(connector)) {
      delete(connector);
    }
  }

  /** The answer to {@code GET …/offsets}. */
  public JsonNode offsets(String connector) {
    return json(call("GET", "/connectors/" + connector + "/offsets", null));
  }

  /** Alters the offsets of a stopped connector; the body is as {@link #offsets} returns it. */
  public void alterOffsets(String connector, JsonNode offsets) {
    call("PATCH", "/connectors/" + connector + "/offsets", offsets);
  }

  /** Resets the offsets of a stopped connector. */
  public void resetOffsets(String connector) {
    call("DELETE", "/connectors/" + connector + "/offsets", null);
  }

  private String call(String method, String path, Object body) {
    HttpResponse<String> response = send(method, path, body);
    if (response.statusCode() >= 300) {
      throw new AssertionError(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> send(String method, String path, Object body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(address + path))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofString(JSON.writeValueAsString(body)));
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
