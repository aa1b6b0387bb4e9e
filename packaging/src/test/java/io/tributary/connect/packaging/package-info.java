/** What needs several built plugins: their archives, how workers find them, and the examples. */
@NullMarked
package io.tributary.connect.packaging;

import org.jspecify.annotations.NullMarked;
