package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields that were seen of late, so that they need not be made again. A name of up to 16
 * bytes is two words, which tell it from all others. Holds so many at most, whatever strangers
 * write.
 */
final class JsonNames {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BITS = 9;

  private final @Nullable String[] names = new String[1 << BITS];
  private final long[] beginnings = new long[1 << BITS];
  private final long[] ends = new long[1 << BITS];

  /** Returns the name in these bytes, which are ASCII. */
  String of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0 || length > 2 * Long.BYTES || from > bytes.length - Long.BYTES) {
      return new String(bytes, from, length, ISO_8859_1);
    }
    long beginning = (long) WORDS.get(bytes, from);
    long end = 0;
    if (length < Long.BYTES) {
      beginning &= (1L << (length * Byte.SIZE)) - 1;
    } else {
      end = (long) WORDS.get(bytes, to - Long.BYTES);
    }
    long hash = (beginning * 31 + end + length) * 0x9e3779b97f4a7c15L;
    int place = (int) (hash >>> (Long.SIZE - BITS));
    String known = names[place];
    if (known != null
        && known.length() == length
        && beginnings[place] == beginning
        && ends[place] == end) {
      return known;
    }
    String name = new String(bytes, from, length, ISO_8859_1);
    names[place] = name;
    beginnings[place] = beginning;
    ends[place] = end;
    return name;
  }
}
