/** Kafka Connect sink that posts records to Mastodon and servers that speak its API. */
@NullMarked
package io.tributary.connect.mastodon;

import org.jspecify.annotations.NullMarked;
