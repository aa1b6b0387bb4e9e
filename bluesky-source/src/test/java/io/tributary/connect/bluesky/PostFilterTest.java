package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka | I read Kafka's docs",
        "kafka | #KAFKA!",
        "kafka connect | Kafka Connect, of course",
        "straße | STRASSE",
        "STRASSE | die Straße da",
        "istanbul | İstanbul by night",
        "οδος | Η ΟΔΟΣ",
        "café | cafe\u0301 au lait",
        "kafka | ｋａｆｋａ",
        "日本 | 今日は日本語で",
        "카프카 | 카프카를 읽다",
        "c++ | C++ is old",
        "👋 | hi👋there"
      })
  void findsKeywordsRegardlessOfCaseAndEncoding(String keyword, String text) {
    assertThat(keywords(keyword).matches(post(text))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka | kafkaesque",
        "cat | concatenate",
        "art | ärt über start",
        "кот | который",
        "kafka | nothing of the kind"
      })
  void findsNoPartsOfLongerWords(String keyword, String text) {
    assertThat(keywords(keyword).matches(post(text))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"en,en,true", "en,EN-gb,true", "pt-BR,pt-br,true", "pt-BR,pt,false", "e,en,false"})
  void takesALanguageWithAllItsRegions(String wanted, String lang, boolean match) {
    var filter = new PostFilter(List.of(wanted), List.of(), List.of(), true);
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.putArray("langs").add("x").add(lang);

    assertThat(filter.matches(PostReader.read("did:plc:ada", record))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({"Häfen,HÄFEN,true", "#häfen,Häfen,true", "hafen,häfen,false", "haf,hafen,false"})
  void takesWholeTagsRegardlessOfCase(String wanted, String tag, boolean match) {
    var filter = new PostFilter(List.of(), List.of(wanted), List.of(), true);
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.putArray("tags").add(tag);

    assertThat(filter.matches(PostReader.read("did:plc:ada", record))).isEqualTo(match);
  }

  @Test
  void leavesRepliesOut() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.putObject("reply").putObject("parent").put("uri", "at://did:plc:ben/a.b.c/1");
    var filter = new PostFilter(List.of(), List.of(), List.of(), false);

    assertThat(filter.matches(PostReader.read("did:plc:ada", reply))).isFalse();
    assertThat(filter.matches(post("no reply"))).isTrue();
    assertThat(PostFilter.EVERYTHING.matches(PostReader.read("did:plc:ada", reply))).isTrue();
  }

  @Test
  void wantsEveryConditionMet() {
    var filter = new PostFilter(List.of("de"), List.of(), List.of("boat", "ship"), true);
    ObjectNode record = JsonNodeFactory.instance.objectNode().put("text", "a ship");

    assertThat(filter.matches(PostReader.read("did:plc:ada", record))).isFalse();
    record.putArray("langs").add("de");
    assertThat(filter.matches(PostReader.read("did:plc:ada", record))).isTrue();
    record.put("text", "a plane");
    assertThat(filter.matches(PostReader.read("did:plc:ada", record))).isFalse();
  }

  private static PostFilter keywords(String keyword) {
    return new PostFilter(List.of(), List.of(), List.of(keyword), true);
  }

  private static BlueskyPost post(String text) {
    return PostReader.read("did:plc:ada", JsonNodeFactory.instance.objectNode().put("text", text));
  }
}
