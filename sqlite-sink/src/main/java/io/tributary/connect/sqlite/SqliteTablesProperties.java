package io.tributary.connect.sqlite;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Tables and columns. */
final class SqliteTablesProperties {
  private static final String GROUP = "Tables";

  private SqliteTablesProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.TABLE_NAME_FORMAT,
            Type.STRING,
            "${topic}",
            LambdaValidator.with(
                SqliteConfigChecks::tableNameFormat,
                () -> "a table name, with ${topic} and ${field.PATH} where those go"),
            Importance.MEDIUM,
            """
              The name of the table that a record goes to. ${topic} stands for the record's topic, \
              ${field.PATH} for a field of its value, such as ${field.lang} or \
              ${field.author.name}: a text, whole number or boolean. The latter needs \
              delete.enabled=false, or pk.mode=record_value with value.envelope=debezium. Names need no quoting here; SQLite does not tell a-z from A-Z in them.""",
            GROUP,
            0,
            Width.MEDIUM,
            "Table name")
        .define(
            SqliteSinkConfig.AUTO_CREATE,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            """
              Whether to create a table that does not exist, as a STRICT one with columns and \
              NOT NULL from the record's schema, or from its values where it has no schema. If \
              false, records of a missing table are refused.""",
            GROUP,
            1,
            Width.SHORT,
            "Create tables")
        .define(
            SqliteSinkConfig.AUTO_EVOLVE,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            """
              Whether to add a column for a field that the table does not have. If false, records \
              with such a field are refused. Columns are never removed, and changed only from INTEGER \
              to REAL, when a fraction turns up and no number in the column would be rounded.""",
            GROUP,
            2,
            Width.SHORT,
            "Add columns")
        .define(
            SqliteSinkConfig.INDEXES,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::indexes,
                () -> "columns, or groups of columns joined by ;, separated by commas"),
            Importance.MEDIUM,
            """
            Indexes to create, such as author;published_at for one over both columns. Every table \
            that has the columns gets the index, also tables of arrays, as soon as it has them. \
            Indexes are never dropped.""",
            GROUP,
            3,
            Width.LONG,
            "Indexes")
        .define(
            SqliteSinkConfig.FTS_FIELDS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::searchFields,
                () -> "names but rank and rowid, each once, separated by commas"),
            Importance.MEDIUM,
            """
            The columns to make searchable. Every table that has any of them gets an FTS5 index \
            over those it has, called like the table and _fts, which triggers keep in step, \
            whoever writes to the table. It is built from the rows that are there, and built anew \
            when the table gets another of the columns or this list changes.""",
            GROUP,
            4,
            Width.LONG,
            "Full-text search over");
  }
}
