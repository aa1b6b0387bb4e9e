package io.tributary.connect.sqlite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Writes nested values as JSON text. Times and decimals look as they do in a column of their own;
 * bytes are Base64.
 */
final class SqliteJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final SqliteConversion conversion;
  private final SqliteFields fields;
  private final JsonGenerator json;

  private SqliteJson(SqliteConversion conversion, SqliteFields fields, JsonGenerator json) {
    this.conversion = conversion;
    this.fields = fields;
    this.json = json;
  }

  static String write(SqliteConversion conversion, @Nullable Schema schema, Object value) {
    return write(conversion, schema, value, SqliteFields.ALL, null);
  }

  /**
   * Writes those of a value's fields that are wanted.
   *
   * @param place where the value is, or null if all of it is wanted
   */
  static String write(
      SqliteConversion conversion,
      @Nullable Schema schema,
      @Nullable Object value,
      SqliteFields fields,
      SqliteFields.@Nullable Place place) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new SqliteJson(conversion, fields, json).write(schema, value, place);
    } catch (IOException e) {
      throw new DataException("its nested value cannot be written as JSON", e);
    }
    return SqliteConversion.text(text.toString());
  }

  private void write(
      @Nullable Schema schema, @Nullable Object value, SqliteFields.@Nullable Place place)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Struct struct) {
      json.writeStartObject();
      for (Field field : struct.schema().fields()) {
        writeField(field.name(), field.schema(), SqliteReader.valueOf(struct, field), place);
      }
      json.writeEndObject();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      Schema keySchema = schema == null ? null : schema.keySchema();
      Schema valueSchema = schema == null ? null : schema.valueSchema();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(conversion.convert(keySchema, entry.getKey()));
        writeField(name, valueSchema, entry.getValue(), place);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      Schema elementSchema = schema == null ? null : schema.valueSchema();
      for (Object element : list) {
        // Left out it would give its place to the next one.
        write(elementSchema, isWritten(element, place) ? element : null, place);
      }
      json.writeEndArray();
    } else {
      writeScalar(schema, value);
    }
  }

  private void writeField(
      String name,
      @Nullable Schema schema,
      @Nullable Object value,
      SqliteFields.@Nullable Place parent)
      throws IOException {
    SqliteFields.Place place = parent == null ? null : fields.within(parent, name);
    if (parent == null || (place != null && isWritten(value, place))) {
      json.writeFieldName(name);
      write(schema, value, place);
    }
  }

  /** Says whether a value is wanted, or may hold something that is. */
  private static boolean isWritten(@Nullable Object value, SqliteFields.@Nullable Place place) {
    return place == null || place.wanted() || isNested(value);
  }

  /** Says whether a value holds others. */
  static boolean isNested(@Nullable Object value) {
    return value instanceof Struct || value instanceof Map || value instanceof List;
  }

  private void writeScalar(@Nullable Schema schema, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else if (value instanceof ByteBuffer buffer) {
      json.writeBinary(SqliteConversion.bytes(buffer));
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else {
      Object converted = conversion.convert(schema, value);
      if (converted instanceof Long number) {
        json.writeNumber(number);
      } else if (converted instanceof Double number) {
        json.writeNumber(number);
      } else {
        json.writeString(String.valueOf(converted));
      }
    }
  }
}
