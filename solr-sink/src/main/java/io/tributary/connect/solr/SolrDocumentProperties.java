package io.tributary.connect.solr;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What a document is made of. */
final class SolrDocumentProperties {
  private static final String GROUP = "Documents";
  private static final List<String> DEFAULT_TEXT_FIELDS =
      List.of("title", "*_title", "subtitle", "summary", "content", "text", "description", "alt");
  private static final List<String> DEFAULT_DATE_FIELDS = List.of("*_at", "*_time", "*_date");

  private SolrDocumentProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SolrSinkConfig.SCHEMA_MODE,
            Type.STRING,
            "dynamic",
            ValidString.in("none", "dynamic", "create"),
            Importance.HIGH,
            """
            none: fields keep their names, and the schema has to know them or guess. \
            dynamic: names get the suffixes of the dynamic fields of the stock schema, \
            such as title_txt, tags_ss and published_at_dt. create: fields keep their \
            names and are added to the schema with a type.""",
            GROUP,
            0,
            Width.SHORT,
            "Schema mode")
        .define(
            SolrSinkConfig.FIELDS_INCLUDE,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SolrConfigChecks::names, () -> "names, each once, separated by commas"),
            Importance.MEDIUM,
            """
            The fields of the value to write, all if empty. A field that is part of \
            another one is named by its path, such as author.name.""",
            GROUP,
            1,
            Width.LONG,
            "Fields to write")
        .define(
            SolrSinkConfig.FIELDS_EXCLUDE,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SolrConfigChecks::names, () -> "names, each once, separated by commas"),
            Importance.MEDIUM,
            """
            The fields of the value to leave out, named as in fields.include; those in \
            JSON text and child documents as well.""",
            GROUP,
            2,
            Width.LONG,
            "Fields to leave out")
        .define(
            SolrSinkConfig.FIELDS_RENAME,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SolrConfigChecks::renaming,
                () -> "pairs field:name, separated by commas, no field and no name twice"),
            Importance.MEDIUM,
            """
            Fields that have another name in Solr, each as field:name. The new name gets \
            no suffix.""",
            GROUP,
            3,
            Width.LONG,
            "Fields to rename")
        .define(
            SolrSinkConfig.NESTED_MODE,
            Type.STRING,
            "flatten",
            ValidString.in("flatten", "child", "json", "skip"),
            Importance.MEDIUM,
            """
            What becomes of a field that has fields itself. flatten: a field for each of \
            them, called parent_child, and JSON text for arrays of such fields. child: a \
            child document, or several. json: JSON text. skip: nothing.""",
            GROUP,
            4,
            Width.SHORT,
            "Nested fields as")
        .define(
            SolrSinkConfig.TEXT_FIELDS,
            Type.LIST,
            DEFAULT_TEXT_FIELDS,
            LambdaValidator.with(
                SolrConfigChecks::wildcards, () -> "names, each once, with * for any characters"),
            Importance.MEDIUM,
            """
            The fields whose texts are found by their words, in schema.mode dynamic and \
            create; all other texts are found as a whole. Names without their path; * \
            stands for any characters.""",
            GROUP,
            5,
            Width.LONG,
            "Fields with text")
        .define(
            SolrSinkConfig.DATE_FIELDS,
            Type.LIST,
            DEFAULT_DATE_FIELDS,
            LambdaValidator.with(
                SolrConfigChecks::wildcards, () -> "names, each once, with * for any characters"),
            Importance.MEDIUM,
            """
            The fields whose texts are ISO-8601 times and become dates, in schema.mode \
            dynamic and create, named as in text.fields. A text that is none stays a \
            text.""",
            GROUP,
            6,
            Width.LONG,
            "Fields with times")
        .define(
            SolrSinkConfig.COPY_TO_TEXT,
            Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            """
            Whether everything that is found by its words, which is text.fields and JSON \
            text, goes to the field _text_ as well, which the stock schema has for \
            searches that name no field.""",
            GROUP,
            7,
            Width.SHORT,
            "Copy texts to _text_");
  }
}
