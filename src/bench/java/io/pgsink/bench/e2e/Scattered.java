// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

/** Numbers that look random and are the same in every run. */
final class Scattered {
  private Scattered() {}

  /** The finalizer of SplitMix64: a bijection that scatters its input over all 64 bits. */
  static long mix(long n) {
    long bits = (n + 1) * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /** One of {@code 0 … bound-1} for every n. */
  static long below(long bound, long n) {
    return Math.floorMod(mix(n), bound);
  }
}
