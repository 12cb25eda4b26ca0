// SPDX-License-Identifier: Apache-2.0
package io.pgsink.login;

/**
 * A login that a token is wanted for.
 *
 * @param host the server's name as {@code connection.url} has it
 * @param port its port
 * @param user the role
 */
public record Login(String host, int port, String user) {}
