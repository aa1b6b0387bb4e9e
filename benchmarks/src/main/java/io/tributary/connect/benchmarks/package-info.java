/** Programs that measure the connectors against what limits them. */
@NullMarked
package io.tributary.connect.benchmarks;

import org.jspecify.annotations.NullMarked;
