package io.tributary.connect.solr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads Connect values, and turns them into those that SolrJ and JSON know. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SolrValues {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SolrValues() {}

  /** Returns the value at a path such as card.url, null if there is none. */
  static @Nullable Object at(@Nullable Object value, String path) {
    Object here = value;
    for (String name : path.split("\\.", -1)) {
      if (here instanceof Struct struct) {
        here = struct.schema().field(name) == null ? null : struct.get(name);
      } else if (here instanceof Map<?, ?> map) {
        here = map.get(name);
      } else {
        return null;
      }
    }
    return here;
  }

  /** Goes through the fields of a struct or a map, each with its schema where it has one. */
  static void each(Object object, BiConsumer<String, Typed> action) {
    if (object instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        action.accept(field.name(), new Typed(field.schema(), struct.get(field)));
      }
    } else if (object instanceof Map<?, ?> map) {
      map.forEach((name, value) -> action.accept(String.valueOf(name), new Typed(null, value)));
    }
  }

  /**
   * A value that may have a schema.
   *
   * @param schema null for what came without
   */
  record Typed(@Nullable Schema schema, @Nullable Object value) {
    boolean isObject() {
      return value instanceof Struct || value instanceof Map;
    }

    Typed element(@Nullable Object element) {
      return new Typed(
          schema == null || schema.type() != Schema.Type.ARRAY ? null : schema.valueSchema(),
          element);
    }
  }

  /**
   * Returns a value that is neither null nor has parts as String, Long, Double, Boolean or Date.
   */
  static Object scalar(@Nullable Schema schema, Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float) {
      // Not doubleValue, which makes 0.10000000149011612 of 0.1.
      return Double.parseDouble(value.toString());
    }
    if (value instanceof Double) {
      return value;
    }
    if (value instanceof java.util.Date date) {
      return schema != null && Time.LOGICAL_NAME.equals(schema.name())
          ? LocalTime.ofNanoOfDay(Math.floorMod(date.getTime(), 86_400_000L) * 1_000_000)
              .format(DateTimeFormatter.ISO_LOCAL_TIME)
          : date;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof BigInteger) {
      return value.toString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Base64.getEncoder().encodeToString(bytes);
    }
    throw new DataException(
        "it has a value of %s, which Solr has no type for".formatted(value.getClass().getName()));
  }

  /** Returns a value with parts as JSON text; times are ISO-8601, bytes Base64. */
  static String json(Typed value, String path, SolrNaming naming) {
    try {
      return JSON.writeValueAsString(plain(value, path, naming.isSelective() ? naming : null));
    } catch (JsonProcessingException e) {
      throw new DataException("its nested value cannot be written as JSON", e);
    }
  }

  /**
   * Builds what the text is written from.
   *
   * @param naming null if everything in it is wanted
   */
  private static @Nullable Object plain(Typed typed, String path, @Nullable SolrNaming naming) {
    Object value = typed.value();
    if (value == null) {
      return null;
    }
    if (typed.isObject()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      each(
          value,
          (name, field) -> {
            String fieldPath = naming == null ? path : path + "." + name;
            if (naming == null || naming.wants(fieldPath, field)) {
              object.put(name, plain(field, fieldPath, naming));
            }
          });
      return object;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> array = new ArrayList<>();
      for (Object one : list) {
        Typed element = typed.element(one);
        if (naming == null || naming.wants(path, element)) {
          array.add(plain(element, path, naming));
        }
      }
      return array;
    }
    Object scalar = scalar(typed.schema(), value);
    return scalar instanceof java.util.Date date
        ? Instant.ofEpochMilli(date.getTime()).toString()
        : scalar;
  }
}
