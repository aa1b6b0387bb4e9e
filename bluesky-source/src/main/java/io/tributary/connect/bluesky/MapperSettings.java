package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How events become records.
 *
 * @param topic where records of repositories go; {@code ${collection}} stands for the collection
 * @param identityTopic where changes of handles go; null for nowhere
 * @param accountTopic where accounts that come and go are told; null for nowhere
 * @param includeRecord whether posts carry the record as it came
 * @param handles tells the handle of a DID, where it is known
 * @param maxBytes how large a record may be
 */
record MapperSettings(
    String topic,
    @Nullable String identityTopic,
    @Nullable String accountTopic,
    ValueFormat valueFormat,
    DeleteMode deleteMode,
    TimestampFormat timestampFormat,
    boolean includeRecord,
    PostFilter filter,
    Function<String, @Nullable String> handles,
    int maxBytes) {}
