package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtUriTest {
  @ParameterizedTest
  @ValueSource(strings = {"did:plc:tr2mzzsp5o5ccawhzdwrgdza", "did:web:example.org%3A8080"})
  void takesDids(String did) {
    assertThat(AtUri.isDid(did)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "did:plc", "did::x", "did:plc:", "ada.test", "did:plc:a b", "did:plc:ä"})
  void refusesOtherNamesOfAccounts(String did) {
    assertThat(AtUri.isDid(did)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.bsky.feed.post", "org.example.my-thing"})
  void takesCollections(String collection) {
    assertThat(AtUri.isCollection(collection)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "post", ".post", "post.", "a..b", "a.b/c", "a.${x}", "a._b"})
  void refusesOtherNamesOfCollections(String collection) {
    assertThat(AtUri.isCollection(collection)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3n2t4ekvzq225", "self", "a:b~c_d-e.f"})
  void takesRecordKeys(String rkey) {
    assertThat(AtUri.isRecordKey(rkey)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "#a"})
  void refusesOtherRecordKeys(String rkey) {
    assertThat(AtUri.isRecordKey(rkey)).isFalse();
  }
}
