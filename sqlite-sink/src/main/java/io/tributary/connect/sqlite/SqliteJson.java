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

  private SqliteJson() {}

  static String write(SqliteConversion conversion, @Nullable Schema schema, Object value) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(conversion, json, schema, value);
    } catch (IOException e) {
      throw new DataException("its nested value cannot be written as JSON", e);
    }
    return text.toString();
  }

  private static void write(
      SqliteConversion conversion,
      JsonGenerator json,
      @Nullable Schema schema,
      @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Struct struct) {
      json.writeStartObject();
      for (Field field : struct.schema().fields()) {
        json.writeFieldName(field.name());
        write(conversion, json, field.schema(), SqliteReader.valueOf(struct, field));
      }
      json.writeEndObject();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      Schema keySchema = schema == null ? null : schema.keySchema();
      Schema valueSchema = schema == null ? null : schema.valueSchema();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(conversion.convert(keySchema, entry.getKey())));
        write(conversion, json, valueSchema, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      Schema elementSchema = schema == null ? null : schema.valueSchema();
      for (Object element : list) {
        write(conversion, json, elementSchema, element);
      }
      json.writeEndArray();
    } else {
      writeScalar(conversion, json, schema, value);
    }
  }

  private static void writeScalar(
      SqliteConversion conversion, JsonGenerator json, @Nullable Schema schema, Object value)
      throws IOException {
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
