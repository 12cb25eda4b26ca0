// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server is, by its own words: many databases speak PostgreSQL's protocol. docs/databases.md
 * says the same at more length.
 *
 * @param name its name, with the major version where that is PostgreSQL's
 * @param fitness whether this connector can work with it
 * @param remark why not, or what is to be known, as the rest of a sentence; may be empty
 */
record ServerProduct(String name, Fitness fitness, String remark) {
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;
  private static final Pattern POSTGRES = Pattern.compile("PostgreSQL (\\d+)(?=[. a-z]|$).*");

  /** Aurora DSQL calls itself PostgreSQL; its endpoints have names of their own. */
  private static final Pattern DSQL = Pattern.compile("//[^/]*\\.dsql\\.[a-z0-9-]+\\.on\\.aws[:/]");

  /** Others, by a word of their version(); the first one counts. */
  private static final List<Other> OTHERS =
      List.of(
          refused("CockroachDB", "has a catalog that doesn't tell when a table was changed (xmin)"),
          refused("Redshift", "has neither ON CONFLICT nor unnest, and enforces no unique keys"),
          refused("Materialize", "has no ON CONFLICT and no unique keys"),
          refused("RisingWave", "has no ON CONFLICT and no transactions that write"),
          refused("CrateDB", "has no transactions"),
          refused("QuestDB", "has no ON CONFLICT and no transactions over tables"),
          untried("YugabyteDB", "-YB-"),
          untried("Greenplum", "Greenplum"),
          untried("Cloudberry", "Cloudberry"),
          untried("EDB Postgres Advanced Server", "EnterpriseDB"),
          untried("openGauss", "openGauss"));

  /** Whether the connector can work with a server. */
  enum Fitness {
    /** Tests run on it. */
    TESTED,
    /** It came out after this version of the connector. */
    NEWER,
    /** Nobody has said that it works, or that it doesn't. */
    UNTRIED,
    /** It can't work. */
    REFUSED
  }

  private record Other(String word, ServerProduct product) {}

  /**
   * The server.
   *
   * @param version what it says when asked for {@code version()}
   * @param url where it is
   */
  static ServerProduct of(String version, String url) {
    if (DSQL.matcher(url).find()) {
      return refused("Aurora DSQL", "has no savepoints, by which bad records are found").product;
    }
    for (Other other : OTHERS) {
      if (version.contains(other.word)) {
        return other.product;
      }
    }
    Matcher postgres = POSTGRES.matcher(version);
    return postgres.matches()
        ? ofPostgres(Integer.parseInt(postgres.group(1)))
        : untried("a server that doesn't call itself PostgreSQL", "").product;
  }

  private static ServerProduct ofPostgres(int major) {
    String name = "PostgreSQL " + major;
    if (major < OLDEST) {
      return new ServerProduct(name, Fitness.UNTRIED, "is past its end and hasn't been tried");
    }
    return major <= NEWEST
        ? new ServerProduct(name, Fitness.TESTED, "")
        : new ServerProduct(
            name, Fitness.NEWER, "is newer than those this version is tested with, up to 18");
  }

  private static Other refused(String name, String reason) {
    return new Other(name, new ServerProduct(name, Fitness.REFUSED, reason));
  }

  private static Other untried(String name, String word) {
    return new Other(
        word, new ServerProduct(name, Fitness.UNTRIED, "hasn't been tried with this connector"));
  }

  /** What is to be said to the user, if anything. */
  Optional<String> sentence() {
    return remark.isEmpty()
        ? Optional.empty()
        : Optional.of("The server is " + name + ", which " + remark);
  }
}
