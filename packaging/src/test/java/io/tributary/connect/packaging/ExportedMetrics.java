package io.tributary.connect.packaging;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Names what the Prometheus JMX exporter makes of a worker's MBeans by the rules of docs/grafana.
 */
final class ExportedMetrics {
  private static final Path FOLDER = Build.ROOT.resolve("docs/grafana");
  private static final Pattern RULE = Pattern.compile("- pattern: '(.+)'\\R +name: (\\S+)");
  private static final Pattern OBJECT_NAME = Pattern.compile("^  - \"(.+)\"$", Pattern.MULTILINE);
  private static final Pattern METRIC = Pattern.compile("kafka_connect_[a-z_]+");

  private final List<String> objectNames;
  private final List<Rule> rules;

  private record Rule(Pattern pattern, String name) {}

  private ExportedMetrics(List<String> objectNames, List<Rule> rules) {
    this.objectNames = objectNames;
    this.rules = rules;
  }

  static ExportedMetrics load() throws IOException {
    String text = Files.readString(FOLDER.resolve("jmx-exporter.yml"));
    return new ExportedMetrics(
        OBJECT_NAME.matcher(text).results().map(found -> found.group(1)).toList(),
        RULE.matcher(text)
            .results()
            // The exporter puts this around every pattern.
            .map(
                found ->
                    new Rule(Pattern.compile("^.*(?:" + found.group(1) + ").*$"), found.group(2)))
            .toList());
  }

  /** Returns the metrics that the dashboard shows and that the guide has alerts for. */
  static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<String> guide = Files.lines(Build.ROOT.resolve("docs/operations.md"))) {
      Stream.concat(
              Stream.of(Files.readString(FOLDER.resolve("tributary.json"))),
              guide.filter(line -> line.startsWith("| `")))
          .flatMap(text -> METRIC.matcher(text).results())
          .map(MatchResult::group)
          .forEach(names::add);
    }
    return names;
  }

  /** Returns the metrics of a process on this machine. */
  // The address is that of a process which the test has started itself.
  @SuppressWarnings("BanJNDI")
  Set<String> of(long process) throws IOException, JMException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(process));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      Set<String> names = new TreeSet<>();
      for (String attribute : attributes(connector.getMBeanServerConnection())) {
        for (Rule rule : rules) {
          Matcher matcher = rule.pattern().matcher(attribute);
          if (matcher.matches()) {
            names.add(matcher.replaceFirst(rule.name()).replaceAll("[^a-zA-Z0-9_]", "_"));
            // The first rule that matches counts.
            break;
          }
        }
      }
      return names;
    } finally {
      machine.detach();
    }
  }

  /** Lists attributes as the exporter writes them for its rules. */
  private List<String> attributes(MBeanServerConnection beans) throws IOException, JMException {
    List<String> attributes = new ArrayList<>();
    for (String pattern : objectNames) {
      for (ObjectName bean : beans.queryNames(new ObjectName(pattern), null)) {
        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(bean).getAttributes()) {
          attributes.add(
              "%s<%s><>%s: 0"
                  .formatted(
                      bean.getDomain(),
                      bean.getKeyPropertyListString().replace(",", ", "),
                      attribute.getName()));
        }
      }
    }
    return attributes;
  }
}
