package io.tributary.connect.common;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.SocketFactory;

/**
 * Sockets that connect by themselves and, if guarded, to public addresses only. The address is
 * checked when it is connected to, so that a name that resolves to another one the second time does
 * not pass.
 */
public final class PublicAddresses extends SocketFactory {
  private final boolean guarded;
  private final String allowedBy;

  /**
   * Makes sockets that ask no proxy.
   *
   * @param guarded whether private addresses are refused
   * @param allowedBy the property that would let them pass, for the message
   */
  public PublicAddresses(boolean guarded, String allowedBy) {
    this.guarded = guarded;
    this.allowedBy = allowedBy;
  }

  /** Whether an address can be meant by someone elsewhere on the internet. */
  public static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  /** The special blocks of RFC 6890 that the JDK does not tell. */
  private static boolean isPublic4(byte[] bytes) {
    int address = ByteBuffer.wrap(bytes).getInt();
    return !(isIn(address, 0x00000000, 8)
        || isIn(address, 0x64400000, 10) // 100.64/10, shared by carriers
        || isIn(address, 0xc0000000, 24) // 192.0.0/24
        || isIn(address, 0xc6120000, 15) // 198.18/15, benchmarks
        || isIn(address, 0xf0000000, 4)); // 240/4, reserved and broadcast
  }

  private static boolean isPublic6(byte[] bytes) {
    boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    if (uniqueLocal) {
      return false;
    }
    int first = ByteBuffer.wrap(bytes).getInt();
    int embedded;
    if (first == 0x0064ff9b || isZero(bytes, 0, 12)) {
      // NAT64 and IPv4-compatible addresses lead to the IPv4 address at their end.
      embedded = 12;
    } else if (first >>> 16 == 0x2002) {
      // So does 6to4 to the one after its prefix.
      embedded = 2;
    } else {
      return true;
    }
    try {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(bytes, embedded, embedded + 4)));
    } catch (IOException e) {
      throw new IllegalStateException("Four bytes are an IPv4 address", e);
    }
  }

  private static boolean isIn(int address, int block, int prefix) {
    return (address ^ block) >>> (32 - prefix) == 0;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Socket createSocket() {
    return new DirectSocket(guarded, allowedBy);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    var socket = new DirectSocket(guarded, allowedBy);
    socket.connect(address);
    return socket;
  }

  /** The address is one that a URL of somebody else must not lead to. */
  public static final class PrivateAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    public PrivateAddressException(String allowedBy) {
      super("a redirect or link to a private address (%s)".formatted(allowedBy));
    }
  }

  private static final class DirectSocket extends Socket {
    private final boolean guarded;
    private final String allowedBy;

    DirectSocket(boolean guarded, String allowedBy) {
      super(Proxy.NO_PROXY);
      this.guarded = guarded;
      this.allowedBy = allowedBy;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress target)
          || target.isUnresolved()
          || (guarded && !isPublic(target.getAddress()))) {
        throw new PrivateAddressException(allowedBy);
      }
      super.connect(endpoint, timeout);
    }
  }
}
