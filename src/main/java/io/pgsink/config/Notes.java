// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;

/**
 * What to log once about options that can be used.
 *
 * @param notices facts, for INFO
 * @param warnings doubts, for WARN
 */
record Notes(List<String> notices, List<String> warnings) {}
