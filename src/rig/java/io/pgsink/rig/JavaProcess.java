// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, which dies with this JVM. */
final class JavaProcess {
  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program of Kafka's jars.
   *
   * @param runtime the Java and the jars
   * @param name names its log file
   * @param options options of the JVM
   * @param program main class and arguments
   */
  static JavaProcess start(
      JavaRuntime runtime, String name, List<String> options, String... program) {
    return start(runtime, name, options, Map.of(), program);
  }

  /**
   * Starts a program of Kafka's jars.
   *
   * @param runtime the Java and the jars
   * @param name names its log file
   * @param options options of the JVM
   * @param environment variables beyond those of this process
   * @param program main class and arguments
   */
  static JavaProcess start(
      JavaRuntime runtime,
      String name,
      List<String> options,
      Map<String, String> environment,
      String... program) {
    List<String> command = new ArrayList<>();
    command.add(runtime.home().resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", runtime.jars() + "/*"));
    command.addAll(List.of(program));
    Path log = Logs.file(name);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      Process process = builder.start();
      Reaper.kill(process.pid());
      return new JavaProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the program to end by itself. */
  void complete() {
    if (awaitEnd() != 0) {
      throw new AssertionError("failed, its log ends:\n" + Logs.tail(log, 30));
    }
  }

  /** Asks the program to end (SIGTERM), and kills it when it takes longer than 30 s. */
  void stop() {
    resume();
    process.destroy();
    awaitEnd();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGSTOP: the program stands still and its connections stay open. */
  void suspend() {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  /** The names of its threads that begin with these letters; none when it has ended. */
  List<String> threads(String prefix) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> names = new ArrayList<>();
    try {
      Process dump =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
              .redirectErrorStream(true)
              .start();
      for (String line : dump.inputReader(UTF_8).lines().toList()) {
        if (line.startsWith('"' + prefix)) {
          names.add(line.substring(1, line.indexOf('"', 1)));
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      int status = process.waitFor();
      Reaper.spare(process.pid());
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process ends", e);
    }
  }

  private void signal(String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
