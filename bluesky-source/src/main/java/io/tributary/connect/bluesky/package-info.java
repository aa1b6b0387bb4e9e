/** Kafka Connect source that reads Bluesky's posts and the other events of its network. */
@NullMarked
package io.tributary.connect.bluesky;

import org.jspecify.annotations.NullMarked;
