/** Kafka Connect source that reads RSS and Atom feeds. */
@NullMarked
package io.tributary.connect.rss;

import org.jspecify.annotations.NullMarked;
