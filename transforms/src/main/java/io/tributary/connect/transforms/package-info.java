/** Predicates and transforms that make pipelines without code, for any connector. */
@NullMarked
package io.tributary.connect.transforms;

import org.jspecify.annotations.NullMarked;
