/** Kafka Connect sink that writes topics into Solr collections. */
@NullMarked
package io.tributary.connect.solr;

import org.jspecify.annotations.NullMarked;
