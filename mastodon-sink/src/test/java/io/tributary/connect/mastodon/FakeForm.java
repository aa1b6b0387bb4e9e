package io.tributary.connect.mastodon;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parameters that a fake server is sent. */
final class FakeForm {
  private FakeForm() {}

  static Map<String, List<String>> read(HttpExchange exchange, byte[] body) {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      throw new IllegalStateException("Not a form: " + type);
    }
    Map<String, List<String>> form = new LinkedHashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.computeIfAbsent(decode(parts[0]), name -> new ArrayList<>()).add(decode(parts[1]));
    }
    return form;
  }

  static @Nullable String first(Map<String, List<String>> form, String name) {
    return form.containsKey(name) ? form.get(name).get(0) : null;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
