// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import java.util.List;

/**
 * What became of some records.
 *
 * @param changes the changes that they ask for, in their order
 * @param refusals those that can't be stored, in their order
 */
public record Reading(List<Change> changes, List<Refusal> refusals) {}
