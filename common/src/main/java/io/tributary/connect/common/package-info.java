/** What at least two connectors need, and nothing else. */
@NullMarked
package io.tributary.connect.common;

import org.jspecify.annotations.NullMarked;
