package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Refuses values that a table would not keep as they are. */
final class SqliteTypeCheck {
  static final SqliteTypeCheck NONE = new SqliteTypeCheck(List.of());

  private final List<Condition> conditions;

  /** What is asked of the value at a position. */
  private record Condition(int position, SqliteFit fit, String refusal) {}

  private SqliteTypeCheck(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /**
   * Compares the types of a shape with those of its table.
   *
   * @return what remains to be asked of each row's values
   * @throws DataException naming both types if the table keeps no value of a column
   */
  static SqliteTypeCheck of(SqliteShape shape, SqliteTable table) {
    return of(shape, table, false);
  }

  /** Like {@link #of}, but lets those columns pass that {@link SqliteSchema} may yet widen. */
  static void requireWidenable(SqliteShape shape, SqliteTable table) {
    of(shape, table, true);
  }

  /**
   * Asks a row's values.
   *
   * @throws DataException naming both types if the table does not keep one
   */
  void accept(List<@Nullable Object> values) {
    // For every row, and without a condition for most.
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      if (!condition.fit.keeps(values.get(condition.position))) {
        throw new DataException(
            condition.fit == SqliteFit.UNROUNDED
                ? condition.refusal + ": beyond 2^53 it would be rounded"
                : condition.refusal + ", which would change it");
      }
    }
  }

  private static SqliteTypeCheck of(SqliteShape shape, SqliteTable table, boolean widens) {
    List<Condition> conditions = new ArrayList<>();
    int keySize = shape.key().size();
    for (int i = 0; i < keySize + shape.rest().size(); i++) {
      boolean keyed = i < keySize;
      SqliteColumn column =
          keyed ? shape.key().list().get(i) : shape.rest().list().get(i - keySize);
      SqliteTable.Column known = table.column(column.name());
      if (known == null) {
        continue;
      }
      if (!keyed && known.generated() && column.type().isKnown()) {
        throw new DataException(
            """
            the column "%s" of the table "%s" is computed: leave the field of that name out with \
            fields.exclude, or give it another name with fields.rename"""
                .formatted(column.name(), shape.table()));
      }
      String declared = known.type();
      SqliteFit fit =
          table.strict()
              ? SqliteFit.strict(declared, column.type())
              : SqliteFit.lax(declared, column.type(), keyed);
      if (fit == SqliteFit.ALWAYS
          || (widens
              && !keyed
              && column.type() == ColumnType.REAL
              && table.isInteger(column.name()))) {
        continue;
      }
      String refusal =
          "its field for the column \"%s\" is %s, but the table \"%s\" has it as %s"
              .formatted(column.name(), column.type(), shape.table(), declared);
      if (fit == SqliteFit.NEVER) {
        throw new DataException(refusal);
      }
      conditions.add(new Condition(i, fit, refusal));
    }
    return new SqliteTypeCheck(conditions);
  }
}
