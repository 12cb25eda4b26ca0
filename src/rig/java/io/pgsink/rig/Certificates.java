// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that signs server certificates, made with the JDK's keytool. */
public final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String name;

  /**
   * Makes the authority.
   *
   * @param folder where its files go
   * @param name what it is called
   */
  public Certificates(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    generate(name, List.of("-ext", "bc:c", "-validity", "30"));
    write(root(), "CERTIFICATE", certificate(name));
  }

  /** The authority's certificate, as PEM. */
  public Path root() {
    return folder.resolve(name + ".pem");
  }

  /** A server's certificate and key, as PEM. */
  public record Server(Path certificate, Path key) {}

  /** Signs a certificate for a host that is valid today. */
  public Server sign(String host) {
    return sign(host, List.of("-validity", "30"));
  }

  /** Signs a certificate for a host that has expired. */
  public Server signExpired(String host) {
    return sign("expired-" + host, host, List.of("-startdate", "-20d", "-validity", "10"));
  }

  private Server sign(String host, List<String> validity) {
    return sign(host, host, validity);
  }

  private Server sign(String alias, String host, List<String> validity) {
    String entry = name + "-" + alias;
    generate(entry, List.of());
    Path request = folder.resolve(entry + ".csr");
    Path signed = folder.resolve(entry + ".crt");
    keytool(entry, "-certreq", List.of("-file", request.toString()));
    List<String> options = new ArrayList<>(validity);
    options.addAll(List.of("-rfc", "-ext", "san=dns:" + host));
    options.addAll(List.of("-infile", request.toString(), "-outfile", signed.toString()));
    keytool(name, "-gencert", options);
    Path key = folder.resolve(entry + ".key");
    write(key, "PRIVATE KEY", key(entry));
    try {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Server(signed, key);
  }

  private void generate(String alias, List<String> more) {
    List<String> options = new ArrayList<>(more);
    options.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
    keytool(alias, "-genkeypair", options);
  }

  private void keytool(String alias, String command, List<String> options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-alias",
                alias,
                "-keystore",
                store().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    line.addAll(options);
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path store() {
    return folder.resolve(name + ".p12");
  }

  private byte[] certificate(String alias) {
    try {
      Certificate certificate = load().getCertificate(alias);
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] key(String alias) {
    try {
      Key key = load().getKey(alias, PASSWORD.toCharArray());
      return key.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws GeneralSecurityException {
    try (InputStream file = Files.newInputStream(store())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(file, PASSWORD.toCharArray());
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String kind, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    try {
      Files.writeString(
          file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
