package io.tributary.connect.solr;

/** The type of a field: a suffix of Solr's stock dynamic fields, or a type of its stock schema. */
record SolrFieldType(Kind kind, boolean multiValued) {
  /** What a value is, by the suffixes and the type names of Solr's _default configset. */
  enum Kind {
    STRING("_s", "_ss", "string"),
    // The one suffix holds one value or several.
    TEXT("_txt", "_txt", "text_general"),
    LONG("_l", "_ls", "plong"),
    DOUBLE("_d", "_ds", "pdouble"),
    BOOLEAN("_b", "_bs", "boolean"),
    DATE("_dt", "_dts", "pdate");

    private final String single;
    private final String several;
    private final String type;

    Kind(String single, String several, String type) {
      this.single = single;
      this.several = several;
      this.type = type;
    }
  }

  String suffix() {
    return multiValued ? kind.several : kind.single;
  }

  String typeName() {
    return kind.type;
  }
}
