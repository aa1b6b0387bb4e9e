/** A real broker and real Connect workers, for the quickstart and for tests. */
@NullMarked
package io.tributary.connect.embedded;

import org.jspecify.annotations.NullMarked;
