package io.tributary.connect.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be said on the quickstart's command line. */
final class QuickstartOptions {
  @Option(
      names = "--example",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "podcasts",
      description =
          "Which folder of examples/ to run, or several with commas between them. Default:"
              + " ${DEFAULT-VALUE}.")
  List<String> examples = new ArrayList<>();

  @Option(names = "--list", description = "Say which examples there are, and end.")
  boolean list;

  @Option(names = "--live", description = "Read the real feeds or streams that the example names.")
  boolean live;

  @Option(
      names = "--sample",
      description =
          "Read invented ones from a server on this machine, which publishes something every few"
              + " seconds. Default: live if the network answers, else sample.")
  boolean sample;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      defaultValue = "8083",
      description = "Where Connect's REST interface listens, 0 for any. Default: ${DEFAULT-VALUE}.")
  int restPort = 8083;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Where the Kafka broker listens, 0 for any. Default: ${DEFAULT-VALUE}.")
  int brokerPort = 9092;

  @Option(
      names = "--with-solr",
      description =
          "Start a Solr for the examples that write to one. The first time, it is downloaded from"
              + " Maven Central.")
  boolean withSolr;

  @Option(
      names = "--solr-port",
      paramLabel = "PORT",
      defaultValue = "8983",
      description = "Where that Solr listens, 0 for any. Default: ${DEFAULT-VALUE}.")
  int solrPort = 8983;

  @Option(
      names = "--search",
      paramLabel = "PHRASE",
      description =
          "What to look for in the transcripts in that Solr. Default: what the example's search.txt"
              + " says.")
  @Nullable String search;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "quickstart-data",
      description =
          "Where topics, databases and logs are kept; a second run continues from there."
              + " Default: ${DEFAULT-VALUE}.")
  Path data = Path.of("quickstart-data");

  @Option(
      names = "--mastodon-url",
      paramLabel = "URL",
      description =
          "The server that examples post to, with the access token in the environment variable"
              + " MASTODON_TOKEN. Default: statuses are shown here and posted nowhere.")
  @Nullable URI mastodonUrl;

  @Option(names = "--fresh", description = "Forget what earlier runs left in the data folder.")
  boolean fresh;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after 30s, 5m or 1h; the exit status is 0 only if something was written.")
  @Nullable Duration duration;

  @Option(names = "--help", usageHelp = true, description = "Show this text.")
  boolean help;

  /** Reads {@code 30s}, {@code 5m} and {@code 1h}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a duration such as 30s, 5m or 1h".formatted(text));
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
  }
}
