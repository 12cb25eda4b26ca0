// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

/**
 * The fingerprint of a table's definition, and its comparison with an earlier one; understood by
 * PostgreSQL 14 to 18.
 *
 * <p>Every name means pg_catalog's, whatever the search path holds: also those of operators, which
 * rules out {@code IN} and {@code IS DISTINCT FROM}.
 */
final class DefinitionSql {
  private DefinitionSql() {}

  /**
   * A hash over what conversion, folding and the statements rely on; no row when there is no such
   * relation. The version of an attribute's row (xmin) tells a column that was changed to and fro;
   * an index never changes but for its name and its role. Checks and enum labels aren't in it:
   * PostgreSQL alone judges by them.
   *
   * <p>The two parameters are an expression for the table's name and one for the OIDs of its own
   * types. These are given, because the planner would take a search for them for expensive.
   */
  private static final String FINGERPRINT =
      """
      SELECT pg_catalog.hashtextextended(pg_catalog.concat_ws(';',
        c.oid, c.relkind, c.relhasrules, c.relrowsecurity, c.relforcerowsecurity,
        (SELECT pg_catalog.string_agg(CAST(ROW(a.attnum, a.attname, a.atttypid, a.atttypmod,
            a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated, a.attcollation, a.xmin
            ) AS pg_catalog.text), ',' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a
          WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
            AND a.attnum OPERATOR(pg_catalog.>) CAST(0 AS pg_catalog.int2)
            AND NOT a.attisdropped),
        (SELECT pg_catalog.string_agg(CAST(ROW(i.indexrelid, x.relname, i.indisprimary,
            i.indisexclusion, i.indimmediate) AS pg_catalog.text), ',' ORDER BY i.indexrelid)
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class x ON x.oid OPERATOR(pg_catalog.=) i.indexrelid
          WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid
            AND (i.indisunique OR i.indisexclusion) AND i.indisvalid AND i.indislive),
        CASE WHEN c.relhastriggers THEN
          (SELECT pg_catalog.string_agg(CAST(ROW(g.oid, g.tgtype, g.tgenabled)
              AS pg_catalog.text), ',' ORDER BY g.oid)
            FROM pg_catalog.pg_trigger g
            WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid AND NOT g.tgisinternal) END,
        CASE WHEN c.relhastriggers THEN
          (SELECT pg_catalog.string_agg(CAST(k.oid AS pg_catalog.text), ',' ORDER BY k.oid)
            FROM pg_catalog.pg_constraint k
            WHERE k.conrelid OPERATOR(pg_catalog.=) c.oid
              AND k.contype OPERATOR(pg_catalog.=) CAST('f' AS pg_catalog."char")) END,
        CASE WHEN c.relkind OPERATOR(pg_catalog.=) CAST('p' AS pg_catalog."char") THEN
          (SELECT pg_catalog.string_agg(CAST(ROW(h.inhrelid, g.oid, g.tgtype, g.tgenabled)
              AS pg_catalog.text), ',' ORDER BY h.inhrelid, g.oid)
            FROM pg_catalog.pg_inherits h
            LEFT JOIN pg_catalog.pg_trigger g
              ON g.tgrelid OPERATOR(pg_catalog.=) h.inhrelid AND NOT g.tgisinternal
            WHERE h.inhparent OPERATOR(pg_catalog.=) c.oid) END,
        (SELECT pg_catalog.string_agg(pg_catalog.concat(
            CAST(ROW(t.oid, t.xmin, t.typname, t.typnamespace, t.typtype, t.typnotnull,
              t.typbasetype, t.typtypmod, t.typelem, t.typdefault) AS pg_catalog.text),
            (SELECT pg_catalog.string_agg(CAST(ROW(f.attnum, f.attname, f.atttypid, f.atttypmod,
                f.attisdropped) AS pg_catalog.text), ',' ORDER BY f.attnum)
              FROM pg_catalog.pg_attribute f
              WHERE f.attrelid OPERATOR(pg_catalog.=) t.typrelid
                AND f.attnum OPERATOR(pg_catalog.>) CAST(0 AS pg_catalog.int2))
            ), ',' ORDER BY t.oid)
          FROM pg_catalog.pg_type t
          WHERE t.oid OPERATOR(pg_catalog.=) ANY (CAST(%2$s AS pg_catalog.oid[])))
        ) COLLATE pg_catalog."C", 0) AS fingerprint
      FROM pg_catalog.pg_class c
      WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%1$s)\
      """;

  /** The fingerprint as it is now. Parameters: the OIDs of the types, the table's name. */
  static final String READ =
      FINGERPRINT.formatted("CAST(? AS pg_catalog.text)", "CAST(? AS pg_catalog.text)");

  /**
   * Fails with 22P02 when one of some tables hasn't the given fingerprint. Parameters: three arrays
   * of one element per table.
   *
   * <p>The OFFSET hides from the planner how many tables there are. A plan for any number would
   * look dearer than one for the given number otherwise, and a new one would be made each time.
   */
  static final String CHECK =
      """
      SELECT CAST(pg_catalog.concat('table ', w.name, ' was changed, its batch is converted again')
        AS pg_catalog.bool)
      FROM (
        SELECT CAST(? AS pg_catalog.text[]) AS names, CAST(? AS pg_catalog.text[]) AS types,
          CAST(? AS pg_catalog.int8[]) AS fingerprints
        OFFSET 0
      ) AS given
      CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(given.names), pg_catalog.unnest(given.types),
        pg_catalog.unnest(given.fingerprints)) AS w(name, types, fingerprint)
      WHERE COALESCE((%s) OPERATOR(pg_catalog.<>) w.fingerprint, true)\
      """
          .formatted(FINGERPRINT.formatted("w.name", "w.types"));
}
