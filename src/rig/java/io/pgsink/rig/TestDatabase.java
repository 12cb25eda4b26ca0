// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * One database of a {@link TestPostgres}, seen as one role. Every call opens its own connection, so
 * that it works again after a restart of the server.
 */
public record TestDatabase(String host, int port, String name, String user, String password) {
  /** The JDBC URL, without user and password. */
  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  /** The same database seen as another role. */
  public TestDatabase as(String role, String rolePassword) {
    return new TestDatabase(host, port, name, role, rolePassword);
  }

  /** A new connection with pgjdbc's defaults; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user, password);
  }

  /** Runs statements, each in its own transaction unless it says otherwise. */
  public void execute(String... statements) {
    try (Connection connection = connectInText();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError("SQL failed: " + String.join("; ", statements), e);
    }
  }

  /**
   * Runs a query and returns its rows in PostgreSQL's own text, in the session time zone UTC; a SQL
   * NULL is a null.
   */
  public List<List<String>> query(String sql) {
    try (Connection connection = connectInText();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError("query failed: " + sql, e);
    }
  }

  /** The first column of the only row of a query. */
  public String value(String sql) {
    List<List<String>> rows = query(sql);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows instead of one: " + sql);
    }
    return rows.get(0).get(0);
  }

  /** The only row of a query, its first column read as a number. */
  public long count(String sql) {
    return Long.parseLong(value(sql));
  }

  /** Simple protocol and text format, so that {@code getString} is what the server wrote. */
  private Connection connectInText() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("preferQueryMode", "simple");
    Connection connection = DriverManager.getConnection(url(), properties);
    // the driver has announced the zone of the JVM
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
    return connection;
  }
}
