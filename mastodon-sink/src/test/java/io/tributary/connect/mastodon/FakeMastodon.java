package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of Mastodon's API that the sink uses, as strict as the original, in memory. */
public final class FakeMastodon extends FaultyServer {
  public static final String TOKEN = "s3cret-t0ken";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PARAMETERS =
      Set.of(
          "status",
          "media_ids[]",
          "sensitive",
          "spoiler_text",
          "language",
          "visibility",
          "in_reply_to_id",
          "quoted_status_id");

  final List<String> pings = Collections.synchronizedList(new ArrayList<>());
  final FakeMedia media = new FakeMedia();
  int looksUntilMediaAreReady;
  boolean breaksMedia;
  int maxCharacters = 500;
  int apiVersion = 7;
  boolean tellsLimits;

  /** What something before the server makes of its answers that something is not there. */
  @Nullable String pageForMissing;

  /** Runs while a new status is being made, before it is there. */
  volatile @Nullable Runnable whileMaking;

  /** What it answers to the next new statuses instead of making them. */
  final Queue<Answer> ownAnswers = new ConcurrentLinkedQueue<>();

  private final Map<String, FakeStatus> statuses = new LinkedHashMap<>();
  private final FakeKeys keys;
  private final ServerProfile profile;
  private final Clock clock;
  private final FakeLimit limit;
  private final Set<String> making = ConcurrentHashMap.newKeySet();
  private int next = 1;

  public FakeMastodon(ServerProfile profile, Clock clock) {
    this.profile = profile;
    this.clock = clock;
    this.tellsLimits = profile.tellsLimits();
    this.keys = new FakeKeys(clock);
    this.limit = new FakeLimit(clock);
  }

  /** The texts of the statuses that are there, in order. */
  public synchronized List<String> texts() {
    return present().stream().map(status -> status.text).toList();
  }

  /** How many statuses were ever made. */
  public synchronized int made() {
    return statuses.size();
  }

  /** From now on a repeated key means nothing. */
  public void ignoreKeys() {
    keys.hold = Duration.ZERO;
  }

  /** The keys of all requests that made a status. */
  List<String> keys() {
    return keys.all();
  }

  synchronized List<FakeStatus> present() {
    return statuses.values().stream().filter(status -> !status.deleted).toList();
  }

  /** All that were ever there. */
  synchronized List<FakeStatus> all() {
    return List.copyOf(statuses.values());
  }

  /** Somebody deletes a status on the server. */
  synchronized void deleteByHand(String id) {
    there(statuses, id).deleted = true;
  }

  /** Somebody posts with the same account. */
  synchronized void postByHand(String text, String... descriptions) {
    List<String> ids = Stream.of(descriptions).map(it -> media.add(it).id).toList();
    add(Map.of("status", List.of(text), "visibility", List.of("unlisted"), "media_ids[]", ids));
  }

  /** From now on there may be so many statuses until a reset. */
  public synchronized void allow(int count, Duration reset) {
    limit.allow(count, reset);
  }

  /** Loses the answers for which the condition holds, after everything was done. */
  public void afterActing(BooleanSupplier losesAnswer) {
    afterAct =
        () -> {
          if (losesAnswer.getAsBoolean()) {
            throw new Cut();
          }
        };
  }

  @Override
  Answer act(HttpExchange exchange, String request, byte[] body) {
    boolean making = request.equals("POST /api/v1/statuses");
    return making ? make(exchange, request, body) : actAlone(exchange, request, body);
  }

  /** Two requests with one key at a time: the second is refused, or does it all over again. */
  private Answer make(HttpExchange exchange, String request, byte[] body) {
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    boolean first = making.add(key);
    if (!first && profile.locksKeys()) {
      return error(503, "There was a temporary problem serving your request, please try again");
    }
    try {
      hook(whileMaking);
      return actAlone(exchange, request, body);
    } finally {
      if (first) {
        making.remove(key);
      }
    }
  }

  private synchronized Answer actAlone(HttpExchange exchange, String request, byte[] body) {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.startsWith("/pictures/")) {
      return new Answer(200, "a picture");
    }
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return error(401, "The access token is invalid");
    }
    boolean second = path.equals("/api/v2/instance") && profile.hasSecondInstanceEndpoint();
    if (second || path.equals("/api/v1/instance")) {
      return json(profile.instance(maxCharacters, apiVersion));
    }
    if (path.equals("/api/v1/accounts/verify_credentials")) {
      return json(Map.of("id", "42", "username", "bot", "acct", "bot"));
    }
    boolean home = path.equals("/api/v1/timelines/home");
    if (home || path.equals("/api/v1/accounts/42/statuses")) {
      return list(exchange.getRequestURI().getQuery(), home || profile.listsEverything());
    }
    if (path.equals("/api/v1/statuses") && method.equals("POST")) {
      return post(exchange, FakeForm.read(exchange, body));
    }
    if (path.startsWith("/api/v1/statuses/")) {
      String id = path.substring("/api/v1/statuses/".length());
      return switch (method) {
        case "PUT" -> edit(id, FakeForm.read(exchange, body));
        case "DELETE" -> delete(id);
        default -> showOrMiss(id);
      };
    }
    boolean secondUpload = path.equals("/api/v2/media") && profile != ServerProfile.SNAC;
    if (secondUpload || path.equals("/api/v1/media")) {
      return upload(new String(body, StandardCharsets.ISO_8859_1), secondUpload);
    }
    if (path.startsWith("/api/v1/media/")) {
      return profile.isPleroma()
          ? error(403, "Insufficient permissions: read:media.")
          : look(path.substring("/api/v1/media/".length()));
    }
    return error(404, "Not found: " + request);
  }

  private Answer post(HttpExchange exchange, Map<String, List<String>> form) {
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    Answer kept = profile.keepsAnswers() ? keys.answer(key) : null;
    if (kept != null) {
      exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
      return kept;
    }
    Answer own = ownAnswers.poll();
    Answer answer = own == null ? create(exchange, form) : own;
    keys.keep(key, answer);
    return answer;
  }

  private Answer create(HttpExchange exchange, Map<String, List<String>> form) {
    if (tellsLimits) {
      limit.tell(exchange);
      if (limit.isReached()) {
        return error(429, "Too many requests");
      }
    }
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key == null) {
      return error(400, "The sink always sends a key");
    }
    String earlier = keys.status(key);
    if (profile.knowsKeys() && earlier != null) {
      FakeStatus known = there(statuses, earlier);
      return known.deleted
          ? error(404, "Record not found")
          : profile == ServerProfile.MASTODON_REPEAT_FAILS
              ? error(500, "There was an error")
              : json(show(known));
    }
    Answer refusal = refusal(form);
    if (refusal != null) {
      return refusal;
    }
    String parent = FakeForm.first(form, "in_reply_to_id");
    if (parent != null && (!statuses.containsKey(parent) || there(statuses, parent).deleted)) {
      return error(
          profile == ServerProfile.AKKOMA ? 422 : 404, "The parent does not exist or was deleted");
    }
    String quoted = FakeForm.first(form, "quoted_status_id");
    if (quoted != null && !mayQuote(quoted, form)) {
      return error(404, "Record not found");
    }
    String badMedia = media.refusal(form.getOrDefault("media_ids[]", List.of()));
    if (badMedia != null) {
      return error(422, badMedia);
    }
    FakeStatus status = add(form);
    keys.note(key, status.id);
    limit.count();
    if (tellsLimits) {
      limit.tell(exchange);
    }
    return json(show(status));
  }

  private boolean mayQuote(String id, Map<String, List<String>> form) {
    FakeStatus quoted = statuses.get(id);
    return quoted != null
        && !quoted.deleted
        && !quoted.visibility.equals("direct")
        && !"direct".equals(FakeForm.first(form, "visibility"));
  }

  private @Nullable Answer refusal(Map<String, List<String>> form) {
    if (!PARAMETERS.containsAll(form.keySet())) {
      return error(400, "Unknown parameters in " + form.keySet());
    }
    String text = String.valueOf(FakeForm.first(form, "status"));
    String spoiler = String.valueOf(FakeForm.first(form, "spoiler_text"));
    if (text.isBlank() && !form.containsKey("media_ids[]")) {
      return error(422, "Validation failed: Text can't be blank");
    }
    if (!profile.knows(FakeForm.first(form, "language"))) {
      return error(422, "Invalid language");
    }
    if (profile.length(text) + profile.length(spoiler) > maxCharacters) {
      return error(
          422, "Validation failed: Text character limit of %d exceeded".formatted(maxCharacters));
    }
    return null;
  }

  private FakeStatus add(Map<String, List<String>> form) {
    String id = profile.id(next++);
    var status =
        new FakeStatus(
            id,
            clock.instant(),
            String.valueOf(FakeForm.first(form, "visibility")),
            FakeForm.first(form, "in_reply_to_id"),
            FakeForm.first(form, "quoted_status_id"));
    write(status, form);
    statuses.put(id, status);
    return status;
  }

  private void write(FakeStatus status, Map<String, List<String>> form) {
    status.write(form);
    status.media.forEach(id -> media.there(id).status = status.id);
    pings.addAll(profile.mentions(status.text));
  }

  private Answer edit(String id, Map<String, List<String>> form) {
    FakeStatus status = statuses.get(id);
    if (status == null || status.deleted) {
      return error(404, "Record not found");
    }
    Answer refusal = refusal(form);
    if (refusal != null) {
      return refusal;
    }
    if (form.containsKey("visibility") || form.containsKey("in_reply_to_id")) {
      return error(400, "An edit cannot change that");
    }
    write(status, form);
    status.edits++;
    return json(show(status));
  }

  private Answer showOrMiss(String id) {
    FakeStatus status = statuses.get(id);
    return status == null || status.deleted ? error(404, "Record not found") : json(show(status));
  }

  private Answer delete(String id) {
    FakeStatus status = statuses.get(id);
    if (status == null || status.deleted) {
      return error(404, "Record not found");
    }
    status.deleted = true;
    return json(show(status));
  }

  private Answer list(@Nullable String query, boolean everything) {
    List<FakeStatus> newestFirst =
        new ArrayList<>(
            present().stream()
                .filter(status -> everything || status.visibility.equals("public"))
                .toList());
    Collections.reverse(newestFirst);
    Matcher before = Pattern.compile("max_id=(\\w+)").matcher(query == null ? "" : query);
    String maxId = before.find() ? before.group(1) : null;
    return json(
        newestFirst.stream()
            .filter(status -> maxId == null || status.id.compareTo(maxId) < 0)
            .limit(40)
            .map(this::show)
            .toList());
  }

  private Answer upload(String body, boolean second) {
    String refusal = media.refusal(body, profile);
    if (refusal != null) {
      return error(422, refusal);
    }
    FakeMedium medium = media.add(body, looksUntilMediaAreReady, breaksMedia);
    Map<String, @Nullable Object> answer = new HashMap<>();
    answer.put("id", medium.id);
    answer.put("url", medium.looksUntilReady > 0 ? null : url() + "/" + medium.id);
    boolean busy = medium.looksUntilReady > 0 || (second && profile.isPleroma());
    return new Answer(busy ? 202 : 200, json(answer).body());
  }

  private Answer look(String id) {
    FakeMedium medium = media.find(id);
    if (medium == null) {
      return error(404, "Record not found");
    }
    if (medium.broken) {
      return error(422, "Error processing thumbnail for uploaded media");
    }
    boolean busy = medium.looksUntilReady > 0 && --medium.looksUntilReady > 0;
    return new Answer(busy ? 206 : 200, json(Map.of("id", id)).body());
  }

  private Map<String, Object> show(FakeStatus status) {
    return status.shown(url(), profile, media);
  }

  private static <T> T there(Map<String, T> map, String id) {
    return Objects.requireNonNull(map.get(id), id);
  }

  private Answer error(int status, String message) {
    if (pageForMissing != null && status == 404) {
      return new Answer(status, pageForMissing);
    }
    return profile == ServerProfile.SNAC
        ? new Answer(status, "<h1>%d %s</h1>".formatted(status, message))
        : new Answer(status, json(Map.of("error", message)).body());
  }

  private static Answer json(Object value) {
    try {
      return new Answer(200, JSON.writeValueAsString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
