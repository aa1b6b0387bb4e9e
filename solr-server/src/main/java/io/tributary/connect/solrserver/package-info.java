/** A real Solr in a process of its own. */
@NullMarked
package io.tributary.connect.solrserver;

import org.jspecify.annotations.NullMarked;
