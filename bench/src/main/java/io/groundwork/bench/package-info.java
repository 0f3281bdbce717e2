/**
 * Benchmarks, drills and evaluation. Imports every module; nothing imports it.
 */
@NullMarked
package io.groundwork.bench;

import org.jspecify.annotations.NullMarked;
