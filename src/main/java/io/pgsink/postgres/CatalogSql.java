// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.CatalogNames;

/** What {@link TableReader} asks the catalog; understood by PostgreSQL 14 to 18. */
final class CatalogSql {
  private CatalogSql() {}

  /** One row if there is such a relation. The bits of tgtype: 1 is a row's trigger. */
  static final String RELATION =
      CatalogNames.pinned(
          """
          WITH RECURSIVE part(oid, relkind) AS (
            SELECT c.oid, c.relkind
            FROM pg_catalog.pg_class c
            WHERE c.oid = pg_catalog.to_regclass(?)
            UNION
            SELECT c.oid, c.relkind
            FROM part
            CROSS JOIN LATERAL (
              SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i
                WHERE i.inhparent = part.oid AND part.relkind = 'p'
              UNION ALL SELECT d.refobjid FROM pg_catalog.pg_rewrite r
                JOIN pg_catalog.pg_depend d
                  ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                WHERE r.ev_class = part.oid AND part.relkind = 'v'
            ) below
            JOIN pg_catalog.pg_class c ON c.oid = below.oid
          )
          SELECT n.nspname, c.relname, c.relkind,
            EXISTS (SELECT FROM part JOIN pg_catalog.pg_trigger t ON t.tgrelid = part.oid
              WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 1 = 1) AS rowtriggers,
            EXISTS (SELECT FROM part JOIN pg_catalog.pg_trigger t ON t.tgrelid = part.oid
              WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 1 = 0)
              AS statementtriggers,
            EXISTS (SELECT FROM part JOIN pg_catalog.pg_rewrite r ON r.ev_class = part.oid
              WHERE r.rulename <> '_RETURN' AND r.ev_enabled <> 'D') AS rules,
            pg_catalog.row_security_active(c.oid) AS rowsecurity,
            EXISTS (SELECT FROM part WHERE part.relkind = 'f') AS foreignpartitions
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.oid = pg_catalog.to_regclass(?)\
          """);

  /**
   * A row where a write could reach a table of offsets, whoever's connector it belongs to: one
   * itself, known by its fence or by its columns, or one behind partitions, inheritance, views and
   * rules.
   */
  static final String BOOKKEEPING =
      CatalogNames.pinned(
              """
              WITH RECURSIVE reached(oid) AS (
                SELECT pg_catalog.to_regclass(?)::pg_catalog.oid
                UNION
                SELECT made.oid
                FROM reached
                CROSS JOIN LATERAL (
                  SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = reached.oid
                  UNION ALL SELECT d.refobjid
                    FROM pg_catalog.pg_rewrite r
                    JOIN pg_catalog.pg_depend d ON d.objid = r.oid
                    WHERE r.ev_class = reached.oid
                      AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                ) made
              )
              SELECT FROM reached
              WHERE EXISTS (SELECT FROM pg_catalog.pg_constraint k
                  WHERE k.conrelid = reached.oid AND k.conname = '%s')
                OR 5 = (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = reached.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND a.attname = ANY ('{connector,topic,partition,next_offset,epoch}'))
              LIMIT 1\
              """)
          .formatted(Violation.FENCE);

  static final String COLUMNS =
      CatalogNames.pinned(
          """
          SELECT a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef,
            a.attidentity, a.attgenerated,
            pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
            coalesce(l.collisdeterministic, true) AS deterministic
          FROM pg_catalog.pg_attribute a
          LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
          WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
          ORDER BY a.attnum\
          """);

  /**
   * All types that the columns are made of: bases of domains, elements of arrays, subtypes of
   * ranges, attributes of composites; each once, in no order. Operators are those of the default
   * order (the access method 403 is btree, its third strategy equality).
   */
  static final String TYPES =
      CatalogNames.pinned(
          """
          WITH RECURSIVE part(oid) AS (
            SELECT a.atttypid
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            UNION
            SELECT made.oid
            FROM part
            JOIN pg_catalog.pg_type t ON t.oid = part.oid
            CROSS JOIN LATERAL (
              SELECT t.typbasetype AS oid WHERE t.typtype = 'd'
              UNION ALL SELECT e.oid FROM pg_catalog.pg_type e WHERE e.typarray = t.oid
              UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r
                WHERE r.rngtypid = t.oid OR r.rngmultitypid = t.oid
              UNION ALL SELECT f.atttypid FROM pg_catalog.pg_attribute f
                WHERE t.typtype = 'c' AND f.attrelid = t.typrelid
                  AND f.attnum > 0 AND NOT f.attisdropped
            ) made
          )
          SELECT t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
            t.typdefault IS NOT NULL AS hasdefault,
            coalesce(
              (SELECT e.oid FROM pg_catalog.pg_type e WHERE e.typarray = t.oid),
              (SELECT r.rngsubtype FROM pg_catalog.pg_range r
                WHERE r.rngtypid = t.oid OR r.rngmultitypid = t.oid),
              0) AS element,
            CASE WHEN t.typtype = 'c' THEN ARRAY(
              SELECT f.attname::pg_catalog.text FROM pg_catalog.pg_attribute f
              WHERE f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
              ORDER BY f.attnum) END AS fieldnames,
            CASE WHEN t.typtype = 'c' THEN ARRAY(
              SELECT f.atttypid::pg_catalog.int8 FROM pg_catalog.pg_attribute f
              WHERE f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
              ORDER BY f.attnum) END AS fieldtypes,
            CASE WHEN t.typtype = 'c' THEN ARRAY(
              SELECT f.atttypmod FROM pg_catalog.pg_attribute f
              WHERE f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
              ORDER BY f.attnum) END AS fieldmodifiers,
            coalesce((SELECT s.nspname
              FROM pg_catalog.pg_opclass c
              JOIN pg_catalog.pg_amop o ON o.amopfamily = c.opcfamily
                AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype
                AND o.amopstrategy = 3
              JOIN pg_catalog.pg_operator p ON p.oid = o.amopopr
              JOIN pg_catalog.pg_namespace s ON s.oid = p.oprnamespace
              WHERE c.opcintype = t.oid AND c.opcdefault AND c.opcmethod = 403
                AND p.oprname = '='), '') AS operators
          FROM part
          JOIN pg_catalog.pg_type t ON t.oid = part.oid
          JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace\
          """);

  /** {@code indnullsnotdistinct} came with PostgreSQL 15: read by name, absent before. */
  static final String INDEXES =
      CatalogNames.pinned(
          """
          SELECT c.relname, i.indisprimary, i.indisexclusion, NOT i.indimmediate AS isdeferrable,
            coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nullsnotdistinct,
            pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
            EXISTS (SELECT FROM pg_catalog.pg_constraint k
              WHERE k.conindid = i.indexrelid AND k.contype = ANY ('{p,u,x}')) AS isconstraint,
            CASE WHEN 0 = ANY (i.indkey) THEN '{}'::pg_catalog.text[] ELSE ARRAY(
              SELECT a.attname::pg_catalog.text
              FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key(attnum, place)
              JOIN pg_catalog.pg_attribute a
                ON a.attrelid = i.indrelid AND a.attnum = key.attnum
              WHERE key.place <= i.indnkeyatts
              ORDER BY key.place) END AS columns
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          WHERE i.indrelid = pg_catalog.to_regclass(?)
            AND (i.indisunique OR i.indisexclusion) AND i.indisvalid AND i.indislive
          ORDER BY i.indisprimary DESC, c.relname\
          """);

  /**
   * The foreign keys of the table and, upwards, of all tables that they point to; the table's own
   * first. Those that a partition inherits within one relation count once; {@code conenforced} came
   * with PostgreSQL 18.
   */
  static final String FOREIGN_KEYS =
      CatalogNames.pinned(
          """
          WITH RECURSIVE self(oid) AS (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid),
          held AS NOT MATERIALIZED (
            SELECT k.*
            FROM pg_catalog.pg_constraint k
            WHERE k.contype = 'f'
              AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_constraint whole
                WHERE whole.oid = k.conparentid AND whole.conrelid = k.conrelid)
              AND coalesce(
                (pg_catalog.to_jsonb(k) OPERATOR(pg_catalog.->>) 'conenforced')::pg_catalog.bool,
                true)
          ),
          up(oid) AS (
            SELECT oid FROM self
            UNION
            SELECT k.confrelid FROM up JOIN held k ON k.conrelid = up.oid
          )
          SELECT k.conname, n.nspname, c.relname, pn.nspname AS parentschema,
            p.relname AS parentname, k.condeferrable, k.confdeltype, k.confupdtype,
            ARRAY(
              SELECT a.attname::pg_catalog.text
              FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key(attnum, place)
              JOIN pg_catalog.pg_attribute a
                ON a.attrelid = k.conrelid AND a.attnum = key.attnum
              ORDER BY key.place) AS columns,
            ARRAY(
              SELECT a.attname::pg_catalog.text
              FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS key(attnum, place)
              JOIN pg_catalog.pg_attribute a
                ON a.attrelid = k.confrelid AND a.attnum = key.attnum
              ORDER BY key.place) AS parentcolumns,
            ARRAY(
              SELECT pg_catalog.format('OPERATOR(%I.%s)', opn.nspname, o.oprname)
              FROM pg_catalog.unnest(k.conpfeqop) WITH ORDINALITY AS op(oid, place)
              JOIN pg_catalog.pg_operator o ON o.oid = op.oid
              JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
              ORDER BY op.place) AS equality
          FROM up
          JOIN held k ON k.conrelid = up.oid
          JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
          ORDER BY k.conrelid <> (SELECT oid FROM self), k.conrelid, k.conname\
          """);

  /** How many tables have a comment. */
  static final String TABLES_WITH_COMMENT =
      CatalogNames.pinned(
          """
          SELECT pg_catalog.count(*)
          FROM pg_catalog.pg_description d
          JOIN pg_catalog.pg_class c ON c.oid = d.objoid
          WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
            AND d.description = CAST(? AS pg_catalog.text)\
          """);

  /** Those of some schemas and names that are a table's or view's; no schema is the search path. */
  static final String EXISTING =
      CatalogNames.pinned(
          """
          SELECT DISTINCT asked.schema, asked.name
          FROM ROWS FROM (pg_catalog.unnest(CAST(? AS pg_catalog.text[])),
            pg_catalog.unnest(CAST(? AS pg_catalog.text[]))) AS asked(schema, name)
          JOIN pg_catalog.pg_class c ON c.relname = CAST(asked.name AS pg_catalog.name)
            AND c.relkind = ANY (CAST('{r,p,v,f}' AS pg_catalog."char"[]))
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = CAST(asked.schema AS pg_catalog.name)
            OR (asked.schema = '' AND n.nspname = ANY (pg_catalog.current_schemas(false)))\
          """);
}
