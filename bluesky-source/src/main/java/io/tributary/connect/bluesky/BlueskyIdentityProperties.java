package io.tributary.connect.bluesky;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Who is asked about handles and DIDs. Only a network of your own needs other values. */
final class BlueskyIdentityProperties {
  private static final String GROUP = "Identity services";

  private BlueskyIdentityProperties() {}

  static void addTo(ConfigDef definition) {
    define(
        definition,
        BlueskySourceConfig.APPVIEW_URL,
        "https://public.api.bsky.app",
        "The server that is asked first for the DID of a handle"
            + " (com.atproto.identity.resolveHandle).",
        0,
        "AppView");
    define(
        definition,
        BlueskySourceConfig.HANDLE_URL,
        "https://${handle}/.well-known/atproto-did",
        "The address that is asked next, where ${handle} stands for the handle.",
        1,
        "Address for handles");
    define(
        definition,
        BlueskySourceConfig.PLC_URL,
        "https://plc.directory",
        "The directory of did:plc documents, which say what an account's handle is.",
        2,
        "PLC directory");
    define(
        definition,
        BlueskySourceConfig.DID_WEB_URL,
        "https://${host}/.well-known/did.json",
        "The address of did:web documents, where ${host} stands for the host in the DID.",
        3,
        "Address for did:web");
  }

  private static void define(
      ConfigDef definition,
      String name,
      String value,
      String documentation,
      int order,
      String display) {
    definition.define(
        name,
        Type.STRING,
        value,
        LambdaValidator.with(BlueskySourceChecks::httpUrl, () -> "an http or https URL"),
        Importance.LOW,
        documentation,
        GROUP,
        order,
        Width.LONG,
        display);
  }
}
