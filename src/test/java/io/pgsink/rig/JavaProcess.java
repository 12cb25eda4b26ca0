package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    List<String> command = new ArrayList<>();
    command.add(runtime.home().resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", runtime.jars() + "/*"));
    command.addAll(List.of(program));
    Path log = Logs.file(name);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
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
